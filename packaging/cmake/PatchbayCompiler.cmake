# Compiler settings that hold for every room, in one interface target.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LINK_DEPENDS_NO_SHARED ON)

option(PATCHBAY_WARNINGS_AS_ERRORS "Stop at the first warning" OFF)
set(PATCHBAY_SANITIZE "" CACHE STRING "Sanitizers, comma separated: address,undefined or thread")

add_library(patchbay_compiler INTERFACE)
target_compile_options(patchbay_compiler INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
    $<$<BOOL:${PATCHBAY_WARNINGS_AS_ERRORS}>:-Werror>)
target_include_directories(patchbay_compiler INTERFACE "${PROJECT_SOURCE_DIR}")

if(PATCHBAY_SANITIZE)
    target_compile_options(patchbay_compiler INTERFACE -fsanitize=${PATCHBAY_SANITIZE} -fno-omit-frame-pointer -O1 -g1)
    target_link_options(patchbay_compiler INTERFACE -fsanitize=${PATCHBAY_SANITIZE})
    # g++ warns that it cannot tell ThreadSanitizer about fences; Boost.Asio uses none that matter here.
    target_compile_options(patchbay_compiler INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-mismatched-new-delete>)
endif()

# Hardening of what ships; tests/house checks the built programs for it.
set(hardening "$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>")
target_compile_options(patchbay_compiler INTERFACE
    $<${hardening}:-fstack-protector-strong -fcf-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS -fvisibility=hidden>)
target_link_options(patchbay_compiler INTERFACE $<${hardening}:-Wl,-z,relro -Wl,-z,now -Wl,--as-needed>)
include(CheckPIESupported)
check_pie_supported()

# Third-party headers are not ours to warn about.
set(CMAKE_NO_SYSTEM_FROM_IMPORTED OFF)
