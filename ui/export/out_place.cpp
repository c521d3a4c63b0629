#include "ui/export/out_place.h"

#include <QCoreApplication>
#include <QDate>

#include <unistd.h>

namespace refocus::ui {

namespace fs = std::filesystem;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("refocus::ui::OutPlace", text); }

} // namespace

QString OutPlace::sentence() const
{
    switch (state) {
    case State::New:
        return tr("A new folder, made when the export begins.");
    case State::Empty:
        return tr("An empty folder.");
    case State::Used:
        return tr("This folder has files in it. An export goes into a new or empty one, so that it "
                  "is whole by itself.");
    case State::File:
        return tr("This is a file. Name a folder.");
    case State::Denied:
        return tr("This folder cannot be written: no permission. Choose another.");
    case State::Missing:
        break;
    }
    return tr("Name a folder to export to.");
}

OutPlace lookAt(const fs::path &folder)
{
    OutPlace place;
    if (folder.empty() || !folder.is_absolute())
        return place;
    std::error_code error;
    fs::path there = folder; // The nearest that is there.
    while (!fs::exists(there, error) && there.has_relative_path())
        there = there.parent_path();
    const auto space = fs::space(there, error);
    if (!error)
        place.freeBytes = space.available;
    const bool isFolder = fs::is_directory(there, error);
    const bool permitted = ::access(there.c_str(), W_OK | X_OK) == 0;
    if (!isFolder)
        place.state = OutPlace::State::File;
    else if (!permitted)
        place.state = OutPlace::State::Denied;
    else if (there != folder)
        place.state = OutPlace::State::New;
    else
        place.state = fs::is_empty(folder, error) ? OutPlace::State::Empty : OutPlace::State::Used;
    return place;
}

fs::path freeFolder(const fs::path &parent, const fs::path &caseFolder)
{
    const std::string name =
        caseFolder.stem().string() + ' ' + QDate::currentDate().toString(Qt::ISODate).toStdString();
    std::error_code ignored;
    fs::path folder = parent / name;
    for (int number = 2; fs::exists(folder, ignored); ++number)
        folder = parent / (name + ' ' + std::to_string(number));
    return folder;
}

} // namespace refocus::ui
