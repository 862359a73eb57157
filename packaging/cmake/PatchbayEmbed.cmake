# Compiles files into an object library and gives a lookup by relative path:
#
#   patchbay_embed(themes themes/light.json)
#   #include "resources/embedded.h"   →  patchbay::resources::themes("themes/light.json")
#
# The assembler copies the bytes (.incbin), so that large tables cost no compile time.
function(patchbay_embed name)
    set(body "// Made by PatchbayEmbed.cmake.\n#include \"resources/embedded.h\"\n\n")
    set(rows "")
    set(paths "")
    set(count 0)
    foreach(file IN LISTS ARGN)
        set(path "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
        list(APPEND paths "${path}")
        set(symbol "patchbay_${name}_${count}")
        string(APPEND body
            "__asm__(\".section .rodata\\n.global ${symbol}\\n.global ${symbol}_end\\n${symbol}:\\n.incbin \\\"${path}\\\"\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");\n"
            "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
        string(APPEND rows
            "    if (path == \"${file}\") {\n        return std::string_view(${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol}));\n    }\n")
        string(APPEND names "        \"${file}\",\n")
        math(EXPR count "${count} + 1")
    endforeach()
    string(APPEND body "\nnamespace patchbay::resources {\n\nstd::string_view ${name}([[maybe_unused]] std::string_view path)\n{\n${rows}    return {};\n}\n\n"
        "std::vector<std::string_view> ${name}Paths()\n{\n    return {\n${names}    };\n}\n\n} // namespace patchbay::resources\n")
    set(source "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
    file(GENERATE OUTPUT "${source}" CONTENT "${body}")
    add_library(patchbay_${name} STATIC "${source}")
    add_library(patchbay::${name} ALIAS patchbay_${name})
    target_link_libraries(patchbay_${name} PUBLIC patchbay_compiler)
    set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${paths}")
endfunction()
