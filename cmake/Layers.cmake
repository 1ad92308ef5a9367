# The layers of Omnigraph, and which may use which. This table is the only place where an arrow is
# drawn: og_add_layer() refuses any other one, and cmake/check_layers.py (the test `layers`) reads
# this same table to check every #include.
#
# A layer is one static library og_<name> made of src/omnigraph/<name>/**. All sources, headers,
# unit tests (*_test.cc), micro-benchmarks (*_bench.cc) and fuzzers (*_fuzz.cc) below that folder
# belong to it: nothing is listed by hand, so nothing is forgotten.

# layer: allowed layers
set(OG_LAYER_TABLE
  "base:"
  "net:base"
  "columnar:base"
  "io:base net"
  "embed:base net"
  "lance:base columnar io"
  "schema:base columnar"
  "query:base columnar schema"
  "policy:base schema"
  "graph:base columnar io lance schema"
  "exec:base columnar lance graph schema query embed"
  "engine:base net columnar io embed lance schema query policy graph exec"
  "api:base columnar"
  "server:base net api engine"
  "cli:base net api engine"
)

function(og_allowed_layers name out)
  foreach(row IN LISTS OG_LAYER_TABLE)
    if(row MATCHES "^${name}:(.*)$")
      string(REPLACE " " ";" allowed "${CMAKE_MATCH_1}")
      set(${out} "${allowed}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "layer \"${name}\" is not in the table of cmake/Layers.cmake")
endfunction()

# og_add_layer(<name> [DEPENDS layer...] [LIBRARIES public-libs...] [PRIVATE_LIBRARIES libs...]
#              [GENERATED files...])
function(og_add_layer name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES;PRIVATE_LIBRARIES;GENERATED" ${ARGN})
  og_allowed_layers(${name} allowed)
  foreach(dependency IN LISTS ARG_DEPENDS)
    if(NOT dependency IN_LIST allowed)
      message(FATAL_ERROR "layer ${name} may not depend on ${dependency} (cmake/Layers.cmake)")
    endif()
  endforeach()

  set(folder ${PROJECT_SOURCE_DIR}/src/omnigraph/${name})
  file(GLOB_RECURSE all CONFIGURE_DEPENDS ${folder}/*.cc)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${folder}/*.h)
  set(sources ${all})
  list(FILTER sources EXCLUDE REGEX "_(test|bench|fuzz)\\.cc$|/testing/")
  set(tests ${all})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  set(testing ${all})
  list(FILTER testing INCLUDE REGEX "/testing/.*\\.cc$")
  list(FILTER testing EXCLUDE REGEX "_test\\.cc$")
  set(benches ${all})
  list(FILTER benches INCLUDE REGEX "_bench\\.cc$")
  set(fuzzers ${all})
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")

  if(NOT sources)
    message(STATUS "layer ${name} has no sources yet")
    return()
  endif()
  add_library(og_${name} STATIC ${sources} ${ARG_GENERATED})
  # Internal headers (they name third-party types) and test support are no part of the promise.
  list(FILTER headers EXCLUDE REGEX "_internal\\.h$|/testing/|_test_support\\.h$|_testing\\.h$")
  target_sources(og_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/src FILES ${headers})
  set_target_properties(og_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ${OG_VERIFY_HEADERS})
  target_compile_options(og_${name} PRIVATE ${OG_WARNINGS})
  list(TRANSFORM ARG_DEPENDS PREPEND og_ OUTPUT_VARIABLE depend_targets)
  target_link_libraries(og_${name} PUBLIC og_options ${depend_targets} ${ARG_LIBRARIES}
                                   PRIVATE ${ARG_PRIVATE_LIBRARIES})
  og_unity(og_${name})
  if(OG_TIDY)
    set_target_properties(og_${name} PROPERTIES CXX_CLANG_TIDY "${OG_CLANG_TIDY}")
  endif()

  # What tests of this layer and of those above share: <layer>/testing/.
  if(testing AND (OG_TESTS OR OG_BENCH OR OG_FUZZ))
    add_library(og_${name}_testing STATIC EXCLUDE_FROM_ALL ${testing})
    target_compile_options(og_${name}_testing PRIVATE ${OG_WARNINGS})
    target_link_libraries(og_${name}_testing PUBLIC og_${name} PRIVATE ${ARG_PRIVATE_LIBRARIES})
    target_link_libraries(og_${name}_testing PUBLIC GTest::gtest)
    og_unity(og_${name}_testing)
  endif()
  set(testing_targets)
  foreach(layer IN ITEMS ${name} LISTS ARG_DEPENDS)
    if(TARGET og_${layer}_testing)
      list(APPEND testing_targets og_${layer}_testing)
    endif()
  endforeach()

  if(OG_TESTS AND tests)
    add_executable(og_${name}_test ${tests})
    og_unity(og_${name}_test)
    target_link_libraries(og_${name}_test PRIVATE ${testing_targets})
    target_compile_options(og_${name}_test PRIVATE ${OG_WARNINGS})
    target_link_libraries(og_${name}_test PRIVATE og_${name} ${ARG_PRIVATE_LIBRARIES} GTest::gmock_main)
    if(NOT OG_UNITY)
      target_precompile_headers(og_${name}_test PRIVATE <gmock/gmock.h> <gtest/gtest.h> <string> <vector> <memory> <algorithm>)
    endif()
    add_test(NAME unit.${name} COMMAND og_${name}_test)
    set_property(GLOBAL APPEND PROPERTY OG_SANITIZED_TESTS og_${name}_test)
    set_tests_properties(unit.${name} PROPERTIES LABELS unit TIMEOUT 600)
  endif()
  if(OG_BENCH AND benches)
    add_executable(og_${name}_bench ${benches})
    target_link_libraries(og_${name}_bench PRIVATE og_${name} ${testing_targets} ${ARG_PRIVATE_LIBRARIES} benchmark::benchmark_main)
  endif()
  if(OG_FUZZ)
    foreach(fuzzer IN LISTS fuzzers)
      get_filename_component(stem ${fuzzer} NAME_WE)
      add_executable(${stem} ${fuzzer})
      target_link_libraries(${stem} PRIVATE og_${name} ${testing_targets} ${ARG_PRIVATE_LIBRARIES} -fsanitize=fuzzer)
      set_property(GLOBAL APPEND PROPERTY OG_FUZZERS ${stem})
    endforeach()
  endif()
endfunction()
