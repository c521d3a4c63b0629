#include "base/error.h"
#include "command.h"
#include "console.h"
#include "store/case.h"
#include "store/known_video.h"
#include "store/video_snapshot.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>

namespace refocus::cli {

using nlohmann::json;

namespace {

struct Arguments
{
    std::string folder, patch, label, claimed, note;
    bool accept = false, reject = false, clear = false;
};

// Throws Error where there is no such patch or the video's model pack has no such class.
void check(const store::Case &in, const PatchRef &patch, const std::string &label)
{
    store::requireVideo(in, patch.video);
    const store::VideoSnapshot video(in.videoFolder(patch.video), store::Access::ReadOnly);
    if (!video.patch(patch.patch))
        throw Error(in.folder(), "has no patch " + patch.toString());
    const std::vector<std::string> &classes = video.meta().classes;
    if (label.empty() || std::ranges::find(classes, label) != classes.end())
        return;
    std::string known;
    for (const std::string &name : classes)
        known += (known.empty() ? "" : ", ") + name;
    throw Error("'" + label + "' is not a class of video " + patch.video + "; they are " + known);
}

int run(const Context &context, const Arguments &arguments)
{
    const PatchRef patch = PatchRef::parse(arguments.patch);
    store::Case in = store::Case::open(arguments.folder);
    if (!in.writable())
        throw Error(arguments.folder, "the case can only be read, so no decision is kept");
    // The class that is kept with the decision: given, or what the sighting was said to be.
    const std::string &className = arguments.label.empty() ? arguments.claimed : arguments.label;
    check(in, patch, className);
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    store::Review review = in.review(patch).value_or(store::Review{});
    const char *decision = arguments.accept   ? "accept"
                           : arguments.reject ? "reject"
                           : arguments.clear  ? "clear"
                                              : "label";
    if (arguments.clear) {
        in.clearReview(patch);
    } else {
        review.decision = arguments.accept   ? store::Decision::Accept
                          : arguments.reject ? store::Decision::Reject
                                             : store::Decision::Label;
        review.label = className;
        if (!arguments.note.empty())
            review.note = arguments.note;
        review.time = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
        in.putReview(patch, review);
    }
    json document{{"patch", patch.toString()}, {"decision", decision}};
    if (!arguments.label.empty())
        document["label"] = arguments.label;
    if (!arguments.claimed.empty())
        document["class"] = arguments.claimed;
    if (!arguments.note.empty())
        document["note"] = arguments.note;
    in.log("review", document.dump(-1, ' ', false, json::error_handler_t::replace));
    if (context.json)
        printJson(document);
    else
        std::cout << patch.toString() << ": " << decision
                  << (className.empty() ? "" : " " + className) << std::endl;
    return 0;
}

} // namespace

void addReview(CLI::App &app, Context &context)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App *command = addCommand(app, context, "review", "keep a person's decision about a patch",
                                   [&context, arguments] { return run(context, *arguments); });
    command->add_option("--case", arguments->folder, "folder of the case")->required();
    command->add_option("--patch", arguments->patch, "as `query` and `patches` name it")
        ->required()
        ->type_name("VIDEO:N");
    command->add_option("--note", arguments->note, "a remark to keep with the decision");
    CLI::Option_group *decision = command->add_option_group("decision");
    decision->add_flag("--accept", arguments->accept, "it is what the network says");
    decision->add_flag("--reject", arguments->reject, "it is not");
    CLI::Option *label =
        decision->add_option("--label", arguments->label, "it is this class")->type_name("NAME");
    CLI::Option *clear = decision->add_flag("--clear", arguments->clear, "forget the decision");
    decision->require_option(1);
    command
        ->add_option("--class", arguments->claimed,
                     "with --accept or --reject: the class of the sighting; best given, since "
                     "another network may say another later")
        ->type_name("NAME")
        ->excludes(label)
        ->excludes(clear);
}

} // namespace refocus::cli
