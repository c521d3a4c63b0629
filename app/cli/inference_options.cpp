#include "inference_options.h"

namespace refocus::cli {

namespace {

// What is wrong with the name of a device, or "". Whether there is such a one is another matter.
std::string deviceFault(const std::string &text)
{
    const bool numbered = text.starts_with("cuda:") && text.size() > 5 &&
                          text.find_first_not_of("0123456789", 5) == std::string::npos;
    if (text == "auto" || text == "cpu" || text == "cuda" || numbered)
        return {};
    return "'" + text + "' is not a device; choose auto, cpu, cuda or cuda:N";
}

} // namespace

void addInferenceOptions(CLI::App &command, nn::InferenceOptions &inference, std::string &model)
{
    command.add_option("--device", inference.device, "auto, cpu, cuda or cuda:N")
        ->check(deviceFault)
        ->capture_default_str();
    command.add_option("--precision", inference.precision, "auto, fp32, bf16 or fp16")
        ->check(CLI::IsMember({"auto", "fp32", "bf16", "fp16"}))
        ->capture_default_str();
    command.add_option("--threads", inference.threads, "0: as many as the machine has")
        ->check(CLI::Range(0, 1024));
    command.add_option("--model", model, "folder of a model pack")->type_name("PACK");
}

} // namespace refocus::cli
