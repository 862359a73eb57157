# Every tst_*.cpp in the current folder becomes one test program, linked against the given rooms.
#
#   patchbay_add_tests(patchbay::wire)
function(patchbay_add_tests)
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/tst_*.cpp")
    file(RELATIVE_PATH folder "${PROJECT_SOURCE_DIR}/tests" "${CMAKE_CURRENT_SOURCE_DIR}")
    string(REPLACE "/" "." prefix "${folder}")
    foreach(source IN LISTS sources)
        get_filename_component(name "${source}" NAME_WE)
        string(REGEX REPLACE "^tst_" "" short "${name}")
        add_executable(${name} "${source}")
        set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
        target_link_libraries(${name} PRIVATE patchbay_compiler Qt6::Test ${ARGN})
        target_compile_definitions(${name} PRIVATE
            PATCHBAY_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
            PATCHBAY_BINARY_DIR="${CMAKE_BINARY_DIR}"
            PATCHBAY_SHARED_DATA="${PROJECT_SOURCE_DIR}/../shared/data")
        add_test(NAME ${prefix}.${short} COMMAND ${name})
        # Told as skipped where nothing failed and something was left out, such as replays of shared data.
        set_tests_properties(${prefix}.${short} PROPERTIES
            SKIP_REGULAR_EXPRESSION "passed, 0 failed, [1-9][0-9]* skipped")
    endforeach()
endfunction()
