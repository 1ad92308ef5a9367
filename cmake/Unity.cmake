# Sources of one folder compiled together: a folder shares its headers, so a build from nothing costs a third.
# On in all presets but `dev` and `tidy`, where files stand alone: what is quick to build from nothing is slow to
# build again after one change, and a file must compile by itself.
#
# What must hold: names in unnamed namespaces are unique within one folder.
option(OG_UNITY "Compile the sources of a folder together" OFF)
set(OG_UNITY_MOST 12)  # files of one translation unit: two cores want more than one unit of a big folder
# Compiled alone always: tests/simulation links copies with planted faults in their place.
set(OG_UNITY_NEVER "/graph/publish/[a-z_]*\\.cc$|/graph/maintain/apply_compaction\\.cc$|/engine/change_group\\.cc$")

# Marks the targets' sources for it. Absolute paths only.
function(og_unity target)
  if(NOT OG_UNITY)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  set(counted "")
  foreach(source IN LISTS sources)
    if(NOT source MATCHES "\\.cc$" OR source MATCHES "${OG_UNITY_NEVER}")
      continue()
    endif()
    file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${source})
    get_filename_component(folder ${folder} DIRECTORY)
    string(MAKE_C_IDENTIFIER "${folder}" folder)
    list(APPEND counted ${folder})
    set(in_folder ${counted})
    list(FILTER in_folder INCLUDE REGEX "^${folder}$")
    list(LENGTH in_folder count)
    math(EXPR part "(${count} - 1) / ${OG_UNITY_MOST}")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP "${target}_${folder}_${part}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
