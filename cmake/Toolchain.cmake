# Warnings, sanitizers and options that every target shares.
option(OG_TESTS "Build the tests" ON)
option(OG_BENCH "Build the benchmarks" ON)
option(OG_FUZZ "Build the libFuzzer targets (needs Clang)" OFF)
option(OG_TIDY "Run clang-tidy while compiling" OFF)
option(OG_WERROR "Treat warnings as errors (CI)" OFF)
option(OG_VERIFY_HEADERS "Compile every header alone (target all_verify_interface_header_sets)" ON)
set(OG_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

set(OG_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "Release")
  list(APPEND OG_WARNINGS -Wno-restrict)  # false alarms of GCC 12 on std::string at -O2
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  list(APPEND OG_WARNINGS -Wthread-safety)
endif()
if(OG_WERROR)
  list(APPEND OG_WARNINGS -Werror)
endif()

set(OG_CLANG_TIDY clang-tidy-14)

add_library(og_options INTERFACE)
target_compile_features(og_options INTERFACE cxx_std_20)
target_include_directories(og_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
if(OG_SANITIZE)
  # Left out: what AddressSanitizer finds as well, at a quarter of the time to compile.
  target_compile_options(og_options INTERFACE -fsanitize=${OG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
                                              -fno-sanitize=null,vptr,object-size)
  target_link_options(og_options INTERFACE -fsanitize=${OG_SANITIZE})
  if(OG_FUZZ)
    target_compile_options(og_options INTERFACE -fsanitize=fuzzer-no-link)
  endif()
endif()
find_program(OG_MOLD mold)
if(OG_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_link_options(og_options INTERFACE -fuse-ld=mold)
endif()
