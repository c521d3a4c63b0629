#include "ui/settings/settings_tools.h"

#include <QSettings>
#include <QStandardPaths>

namespace refocus::ui {

SettingsTools SettingsTools::real()
{
    const std::filesystem::path own =
        QStandardPaths::writableLocation(QStandardPaths::AppDataLocation).toStdString() + "/models";
    return {[own] { return ui::findPacks(packFolders(own)); }, readPack,
            [own](const std::filesystem::path &from, const Progress &progress) {
                return ui::importPack(from, own, progress);
            },
            runSelfTest};
}

nn::InferenceOptions keptInference()
{
    const QSettings settings;
    const auto text = [&](const char *name) {
        return settings.value(QLatin1String(name), QStringLiteral("auto")).toString().toStdString();
    };
    return {text("engine/device"), text("engine/precision"),
            settings.value(QStringLiteral("engine/threads"), 0).toInt()};
}

void keepInference(const nn::InferenceOptions &options)
{
    QSettings settings;
    settings.setValue(QStringLiteral("engine/device"), QString::fromStdString(options.device));
    settings.setValue(QStringLiteral("engine/precision"),
                      QString::fromStdString(options.precision));
    settings.setValue(QStringLiteral("engine/threads"), options.threads);
}

} // namespace refocus::ui
