#include "inference_options.h"

namespace refocus::cli {

void addInferenceOptions(CLI::App &command, nn::InferenceOptions &inference, std::string &model)
{
    command.add_option("--device", inference.device, "auto, cpu, cuda or cuda:N")
        ->capture_default_str();
    command.add_option("--precision", inference.precision, "auto, fp32, bf16 or fp16")
        ->check(CLI::IsMember({"auto", "fp32", "bf16", "fp16"}))
        ->capture_default_str();
    command.add_option("--threads", inference.threads, "0: as many as the machine has")
        ->check(CLI::Range(0, 1024));
    command.add_option("--model", model, "folder of a model pack")->type_name("PACK");
}

} // namespace refocus::cli
