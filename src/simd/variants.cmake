# The variants, from their one list, for CMake and, in a header, for C++.
#   variants                  the names of those that this build compiles, from plain to fastest
#   plainest                  the first on the list
#   wasm_flags_<name>         what all of a module is compiled with
#   native_flags_<name>       what the sources that are compiled for each variant get
#   lanes_for_each_variant()  compiles them
# A variant without "wasm" in the list has no module. "x86-64" tells what such a processor must have for it: compiler
# flags and the check when the program starts both come from that. With "elsewhere": false it is for x86-64 alone.

set(list_file ${CMAKE_CURRENT_LIST_DIR}/variants.json)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${list_file})
file(READ ${list_file} list)

# get(<variable> <path>...): a member of the list, or nothing where there is none
macro(get variable)
  string(JSON ${variable} ERROR_VARIABLE missing GET "${list}" ${ARGN})
  if(missing)
    set(${variable} "")
  endif()
endmacro()

set(variants)
set(every_variant)
set(variants_here)
string(JSON count LENGTH "${list}")
math(EXPR last "${count} - 1")
string(JSON plainest GET "${list}" 0 name)
foreach(index RANGE ${last})
  get(name ${index} name)
  get(description ${index} description)
  get(lanes ${index} lanes)
  get(wasm ${index} wasm)
  get(wasm_flags ${index} wasm flags)
  get(native_flags ${index} native flags)
  get(features ${index} native x86-64)
  get(elsewhere ${index} native elsewhere)

  separate_arguments(wasm_flags_${name} UNIX_COMMAND "${wasm_flags}")
  separate_arguments(native_flags_${name} UNIX_COMMAND "${native_flags}")
  separate_arguments(features)
  set(check true)
  if(x86_64 AND features)
    list(TRANSFORM features REPLACE "(.+)" "-m\\1" OUTPUT_VARIABLE feature_flags)
    list(APPEND native_flags_${name} ${feature_flags})
    list(TRANSFORM features REPLACE "(.+)" "__builtin_cpu_supports(\"\\1\")" OUTPUT_VARIABLE check)
    list(JOIN check " && " check)
  endif()

  set(has_module false)
  if(wasm)
    set(has_module true)
  endif()
  set(needs)
  if(NOT EMSCRIPTEN)
    list(JOIN features ", " needs)
  endif()
  string(APPEND every_variant " \\\n  X(${name}, ${has_module}, \"${needs}\")")
  if(EMSCRIPTEN)
    set(here ${has_module})
    if(NOT name STREQUAL LANES_VARIANT)
      set(here false)
    endif()
  elseif(NOT x86_64 AND elsewhere STREQUAL "OFF")
    set(here false)
  else()
    set(here true)
  endif()
  if(here)
    list(APPEND variants ${name})
    string(APPEND variants_here " \\\n  X(${name}, \"${description}\", ${lanes}, ${check})")
  endif()
endforeach()
if(NOT variants)
  message(FATAL_ERROR "LANES_VARIANT must name a variant with flags for wasm in ${list_file}, not '${LANES_VARIANT}'.")
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/variant_list.h.in ${CMAKE_BINARY_DIR}/generated/simd/variant_list.h @ONLY)

# lanes_for_each_variant(<target> <source> <option>...): compiles a source once for each variant, with the variant's
# flags and with these options, as simd/this_variant.h expects it, and links all that with whatever links the target.
function(lanes_for_each_variant target source)
  foreach(variant IN LISTS variants)
    set(objects ${target}_${variant})
    add_library(${objects} OBJECT ${source})
    target_link_libraries(${objects} PRIVATE lanes_flags)
    target_compile_definitions(${objects} PRIVATE
      LANES_VARIANT=${variant} LANES_VARIANT_HEADER="simd/variants/${variant}.h")
    if(NOT EMSCRIPTEN)  # where there is one variant, lanes_flags has its flags
      target_compile_options(${objects} PRIVATE ${native_flags_${variant}})
    endif()
    target_compile_options(${objects} PRIVATE ${ARGN})
    target_sources(${target} INTERFACE $<TARGET_OBJECTS:${objects}>)
  endforeach()
endfunction()
