# Joins rooms into one static archive, libpatchbay.a, and installs it with the public headers and what finds it:
# find_package(patchbay) gives patchbay::completion, pkg-config knows patchbay. Not part of the package for desktops.
function(patchbay_install_library)
    set(archive "${CMAKE_CURRENT_BINARY_DIR}/libpatchbay.a")
    set(script "CREATE ${archive}\n")
    set(rooms "")
    foreach(room IN LISTS ARGN)
        get_target_property(type patchbay_${room} TYPE)
        if(type STREQUAL "STATIC_LIBRARY")
            string(APPEND script "ADDLIB $<TARGET_FILE:patchbay_${room}>\n")
            list(APPEND rooms patchbay_${room})
        endif()
    endforeach()
    string(APPEND script "SAVE\nEND\n")
    file(GENERATE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/join.mri" CONTENT "${script}")
    add_custom_command(OUTPUT "${archive}"
        COMMAND ${CMAKE_COMMAND} -E rm -f "${archive}"
        COMMAND ${CMAKE_AR} -M < "${CMAKE_CURRENT_BINARY_DIR}/join.mri"
        DEPENDS ${rooms} "${CMAKE_CURRENT_BINARY_DIR}/join.mri" VERBATIM)
    add_custom_target(patchbay-library ALL DEPENDS "${archive}")

    set(headers "${CMAKE_INSTALL_INCLUDEDIR}/patchbay")
    set(where COMPONENT library EXCLUDE_FROM_ALL)
    install(FILES "${archive}" DESTINATION "${CMAKE_INSTALL_LIBDIR}" ${where})
    install(FILES "${PROJECT_SOURCE_DIR}/providers/patchbay/completion.h" DESTINATION "${headers}/patchbay" ${where})
    install(DIRECTORY "${PROJECT_SOURCE_DIR}/providers/core" DESTINATION "${headers}/providers" ${where}
        FILES_MATCHING PATTERN "*.h")
    set(templates "${PROJECT_SOURCE_DIR}/packaging/library")
    include(CMakePackageConfigHelpers)
    configure_package_config_file("${templates}/patchbayConfig.cmake.in" "${CMAKE_CURRENT_BINARY_DIR}/patchbayConfig.cmake"
        INSTALL_DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/patchbay"
        PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
    write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/patchbayConfigVersion.cmake"
        COMPATIBILITY SameMinorVersion)
    file(RELATIVE_PATH upwards "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
    configure_file("${templates}/patchbay.pc.in" "${CMAKE_CURRENT_BINARY_DIR}/patchbay.pc" @ONLY)
    install(FILES "${CMAKE_CURRENT_BINARY_DIR}/patchbayConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/patchbayConfigVersion.cmake"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/patchbay" ${where})
    install(FILES "${CMAKE_CURRENT_BINARY_DIR}/patchbay.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" ${where})
endfunction()
