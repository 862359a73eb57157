# A room is a folder and a library: every .cpp in the folder belongs to it, and it links only the
# rooms below it. Linking a room is the only way to use it, so the linker keeps the doors.
#
#   patchbay_add_room(wire PUBLIC patchbay::core PRIVATE Boost::headers)
#   patchbay_add_room(shell QT PUBLIC ...)          QT: moc is run, Qt's strict defines are set
#   patchbay_add_room(wire FOLDERS anthropic ...)   FOLDERS: parts of the room that have a folder of their own
function(patchbay_add_room name)
    cmake_parse_arguments(room "QT" "" "PUBLIC;PRIVATE;PRECOMPILE;FOLDERS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
    foreach(folder IN LISTS room_FOLDERS)
        file(GLOB inside CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.h")
        list(APPEND sources ${inside})
    endforeach()
    set(bodies "${sources}")
    list(FILTER bodies INCLUDE REGEX "\\.cpp$")
    if(NOT bodies)
        # A room of headers only.
        add_library(patchbay_${name} INTERFACE)
        add_library(patchbay::${name} ALIAS patchbay_${name})
        target_link_libraries(patchbay_${name} INTERFACE patchbay_compiler ${room_PUBLIC})
        return()
    endif()
    add_library(patchbay_${name} STATIC ${sources})
    add_library(patchbay::${name} ALIAS patchbay_${name})
    target_link_libraries(patchbay_${name} PUBLIC patchbay_compiler ${room_PUBLIC} PRIVATE ${room_PRIVATE})
    if(room_PRECOMPILE)
        target_precompile_headers(patchbay_${name} PRIVATE ${room_PRECOMPILE})
    endif()
    if(room_QT)
        patchbay_qt_settings(patchbay_${name})
    endif()
endfunction()

function(patchbay_qt_settings target)
    set_target_properties(${target} PROPERTIES AUTOMOC ON)
    target_compile_definitions(${target} PRIVATE
        QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
        QT_NO_FOREACH QT_STRICT_ITERATORS QT_NO_CONTEXTLESS_CONNECT QT_DISABLE_DEPRECATED_UP_TO=0x060800)
endfunction()
