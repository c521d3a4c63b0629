// What was asked and how it was answered, in words. Pure functions; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>
#include <vector>

namespace refocus::evidence {

struct Fact
{
    std::string name, text; // Plain text.
};

// Of a question and its figures as an export keeps them (CLI.md, `query`); either may be empty.
// `camera` gives a video's name for people. Members that are not known here, or hold something
// else than they should, come last under their own names; nothing is left out but "searched_s",
// what of each video was searched.
std::vector<Fact> questionFacts(const nlohmann::json &question, const nlohmann::json &figures,
                                const std::function<std::string(const std::string &)> &camera);

} // namespace refocus::evidence
