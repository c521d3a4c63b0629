// Options whose text a function reads.
#pragma once

#include "base/error.h"

#include <CLI/CLI.hpp>

#include <string>

namespace refocus::cli {

// `read` takes the text; the Error that it throws is one of the command line.
template <typename Read>
CLI::Option *addRead(CLI::App &command, const std::string &name, Read read,
                     const std::string &description, const char *type)
{
    return command
        .add_option_function<std::string>(
            name,
            [name, read](const std::string &text) {
                try {
                    read(text);
                } catch (const Error &error) {
                    throw CLI::ValidationError(name, error.what());
                }
            },
            description)
        ->type_name(type);
}

// The same where the text itself is kept; `check` only throws.
template <typename Check>
CLI::Option *addChecked(CLI::App &command, const std::string &name, std::string &text, Check check,
                        const std::string &description, const char *type)
{
    return addRead(
        command, name,
        [&text, check](const std::string &given) {
            check(given);
            text = given;
        },
        description, type);
}

} // namespace refocus::cli
