# Checks who includes whom: cmake -D ROOT=<repository> -P check_includes.cmake
# With -D PLANT=<scratch folder> it checks itself on files written there, each of which breaks a rule.

cmake_minimum_required(VERSION 3.25)

set(below base media detect nn cluster store)
# The modules of core that a folder may include besides itself.
set(mayInclude_core/base)
foreach(module media detect nn cluster store)
    set(mayInclude_core/${module} base)
endforeach()
set(mayInclude_core/demo base media) # It writes its scene as a video.
foreach(module ingest query train)
    set(mayInclude_core/${module} ${below})
endforeach()
set(mayInclude_core/compare ${below} query)
set(mayInclude_core/evidence ${below} query) # query/query.h, for the values that it exports
# The window. "ui/x/..." counts as ui/x, and "x/..." as core's module x.
foreach(module jobs engine state models theme controls timeline gallery player query compare export
               case panels settings)
    set(mayInclude_ui/${module} ui/engine ui/jobs ui/state ui/theme ui/models
        ui/controls base ingest query evidence media store)
endforeach()
set(mayInclude_ui/theme)
set(mayInclude_ui/jobs base)
list(APPEND mayInclude_ui/engine nn demo compare)
list(APPEND mayInclude_ui/state compare)
list(APPEND mayInclude_ui/compare compare nn)
set(mayInclude_app/gui base ui/engine ui/jobs ui/state ui/theme ui/models ui/timeline ui/gallery
    ui/player ui/query ui/compare ui/export ui/case ui/panels ui/settings nn query store evidence
    media)
set(mayInclude_app/cli ${below} demo ingest query compare train evidence)

# A library's headers, and the only folders that may include them.
set(libraries ffmpeg lmdb flatbuffers libtorch qt)
set(pattern_ffmpeg "^lib(av|sw|postproc)[a-z]*/")
set(folders_ffmpeg core/media)
set(pattern_lmdb "^lmdb(\\+\\+)?\\.h$")
set(folders_lmdb core/store)
set(pattern_flatbuffers "^flatbuffers/")
set(folders_flatbuffers core/store)
set(pattern_libtorch "^(torch|c10|ATen|caffe2)/")
set(folders_libtorch core/nn core/train)
set(pattern_qt "^Qt?[A-Z][A-Za-z0-9]*(/|$)|^q[a-z]+\\.h$")
set(folders_qt app/gui)
foreach(module jobs engine state models theme controls timeline gallery player query compare export
               case panels settings)
    list(APPEND folders_qt ui/${module})
endforeach()

# Appends to `violations` in the caller's scope a line for every include that breaks a rule.
function(check_file root file)
    string(REGEX MATCH "^(core/[a-z]+|ui/[a-z]+|app/[a-z]+)" folder ${file})
    set(own ${folder})
    string(REGEX REPLACE "^core/" "" own ${own})
    file(STRINGS ${root}/${file} lines REGEX "^[ \t]*#[ \t]*include")
    foreach(line IN LISTS lines)
        if(NOT line MATCHES "#[ \t]*include[ \t]*([\"<])([^\">]+)[\">]")
            list(APPEND violations "${file}: an include that cannot be read: ${line}")
            continue()
        endif()
        set(quote "${CMAKE_MATCH_1}")
        set(header "${CMAKE_MATCH_2}")
        set(fault "")
        if(header MATCHES "^\\.\\.?/")
            set(fault "a relative path")
        elseif(quote STREQUAL "\"" AND header MATCHES "^(ui/[a-z]+|[a-z]+)/")
            if(NOT CMAKE_MATCH_1 STREQUAL own AND NOT CMAKE_MATCH_1 IN_LIST mayInclude_${folder})
                set(fault "${folder} may not include ${CMAKE_MATCH_1}")
            endif()
        endif()
        foreach(library IN LISTS libraries)
            if(header MATCHES "${pattern_${library}}" AND NOT folder IN_LIST folders_${library})
                set(fault "${folder} may not use ${library}")
            endif()
        endforeach()
        # base: the standard library and OpenCV's core; one source takes SHA-256 from OpenSSL.
        if(folder STREQUAL "core/base" AND header MATCHES "/" AND NOT quote STREQUAL "\""
           AND NOT header MATCHES "^(opencv2/core|sys/)"
           AND NOT "${file} ${header}" STREQUAL "core/base/sha256.cpp openssl/evp.h")
            set(fault "core/base uses only the standard library and OpenCV's core")
        endif()
        if(fault)
            list(APPEND violations "${file}: ${header}: ${fault}")
        endif()
    endforeach()
    set(violations "${violations}" PARENT_SCOPE)
endfunction()

function(check_tree root)
    file(GLOB_RECURSE files RELATIVE ${root} ${root}/core/*.h ${root}/core/*.cpp
         ${root}/app/*.h ${root}/app/*.cpp ${root}/ui/*.h ${root}/ui/*.cpp)
    foreach(file IN LISTS files)
        check_file(${root} ${file})
    endforeach()
    list(LENGTH files count)
    set(count ${count} PARENT_SCOPE)
    set(violations "${violations}" PARENT_SCOPE)
endfunction()

set(violations "")
if(NOT PLANT)
    check_tree(${ROOT})
    if(count EQUAL 0)
        message(FATAL_ERROR "No source file below ${ROOT}/core")
    endif()
    if(violations)
        list(JOIN violations "\n  " text)
        message(FATAL_ERROR "Includes that break the rules:\n  ${text}")
    endif()
    message(STATUS "${count} files keep the rules")
    return()
endif()

# name|include; those that end in "-good" must pass, all others must be found.
set(planted
    "core/base/json|<nlohmann/json.hpp>" "core/base/imgproc|<opencv2/imgproc.hpp>"
    "core/base/media|\"media/video_reader.h\"" "core/detect/media|\"media/video_reader.h\""
    "core/nn/store|\"store/case.h\"" "core/demo/detect|\"detect/patch_cut.h\""
    "core/store/relative|\"../nn/resnet.h\"" "core/detect/ffmpeg|<libavcodec/avcodec.h>"
    "core/ingest/swscale|  #  include <libswscale/swscale.h>" "core/query/lmdb|<lmdb.h>"
    "core/ingest/flatbuffers|<flatbuffers/flatbuffers.h>" "core/query/torch|<torch/torch.h>"
    "core/media/qt|<QString>" "core/query/qt|<QtCore/QString>" "core/ingest/query|\"query/query.h\""
    "app/cli/torch|<torch/torch.h>" "app/cli/qt|<QCoreApplication>"
    "ui/gallery/timeline|\"ui/timeline/timeline.h\"" "ui/state/gallery|\"ui/gallery/gallery.h\""
    "ui/player/torch|<torch/torch.h>" "ui/player/ffmpeg|<libavcodec/avcodec.h>"
    "ui/theme/state|\"ui/state/playhead.h\"" "ui/state/train|\"train/trainer.h\""
    "app/gui/torch|<torch/torch.h>" "app/gui/train|\"train/trainer.h\""
    "core/base/good|<opencv2/core/mat.hpp>" "core/media/good|<libavcodec/avcodec.h>"
    "core/store/good|<lmdb.h>" "core/train/good|<torch/torch.h>" "core/query/good|\"store/case.h\""
    "app/cli/good|\"query/query.h\"" "ui/gallery/good|\"ui/state/selection.h\""
    "ui/query/good|\"query/query.h\"" "app/gui/good|\"ui/gallery/gallery.h\"")
file(REMOVE_RECURSE ${PLANT}/core ${PLANT}/app ${PLANT}/ui)
set(expected "")
foreach(entry IN LISTS planted)
    string(REPLACE "|" ";" parts "${entry}")
    list(GET parts 0 name)
    list(GET parts 1 include)
    if(NOT include MATCHES "#")
        set(include "#include ${include}")
    endif()
    file(WRITE ${PLANT}/${name}.cpp "#include <vector>\n${include}\n")
    if(NOT name MATCHES "/good$")
        list(APPEND expected ${name})
    endif()
endforeach()
check_tree(${PLANT})
set(found "")
foreach(violation IN LISTS violations)
    string(REGEX REPLACE "\\.cpp:.*$" "" name "${violation}")
    list(APPEND found ${name})
endforeach()
list(SORT expected)
list(SORT found)
if(NOT found STREQUAL expected)
    message(FATAL_ERROR "Expected: ${expected}\nFound:    ${found}")
endif()
list(LENGTH found count)
message(STATUS "All ${count} planted violations are found and nothing else")
