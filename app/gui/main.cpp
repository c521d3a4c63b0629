#include "application.h"
#include "base/error.h"
#include "main_window.h"
#include "nn/thread_wait.h"
#include "self_test.h"
#include "store/case.h"
#include "ui/settings/appearance.h"
#include "ui/settings/picture_memory.h"
#include "ui/theme/plurals.h"
#include "ui/theme/theme.h"

#include <QCommandLineParser>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <cstdio>

using namespace refocus;

namespace {

struct Arguments
{
    std::filesystem::path caseFolder;
    std::vector<std::filesystem::path> videos;
    bool demo = false, selfTest = false;
};

std::filesystem::path absolutePath(const QString &text)
{
    return std::filesystem::absolute(text.toStdString()).lexically_normal();
}

Arguments parse(const QApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "Find every sighting of an object class in footage."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption({QStringLiteral("case"),
                      QApplication::translate("main", "Open this case; it "
                                                      "is made if it is not there."),
                      QStringLiteral("folder")});
    parser.addOption(
        {QStringLiteral("demo"), QApplication::translate("main", "Open the demo case.")});
    parser.addOption({QStringLiteral("self-test"),
                      QApplication::translate("main", "Run through the whole program without a "
                                                      "display, and say whether it works.")});
    parser.addPositionalArgument(QStringLiteral("files"),
                                 QApplication::translate("main", "A case, or videos to search."),
                                 QStringLiteral("[files...]"));
    parser.process(application);
    Arguments arguments;
    arguments.demo = parser.isSet(QStringLiteral("demo"));
    arguments.selfTest = parser.isSet(QStringLiteral("self-test"));
    if (parser.isSet(QStringLiteral("case")))
        arguments.caseFolder = absolutePath(parser.value(QStringLiteral("case")));
    for (const QString &text : parser.positionalArguments()) {
        const auto path = absolutePath(text);
        if (arguments.caseFolder.empty() && store::Case::isAt(path))
            arguments.caseFolder = path;
        else if (arguments.caseFolder.empty() && path.filename() == "case.mdb")
            arguments.caseFolder = path.parent_path();
        else
            arguments.videos.push_back(path);
    }
    return arguments;
}

} // namespace

int main(int argc, char **argv)
{
    nn::sleepWhileWaiting(argv);
    for (int i = 1; i < argc; ++i) // Before Qt looks for a display.
        if (std::string_view(argv[i]) == "--self-test" &&
            !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
    QCoreApplication::setOrganizationName(QStringLiteral("refocus"));
    QCoreApplication::setApplicationName(QStringLiteral("refocus"));
    ui::applyScale();
    gui::Application application(argc, argv);
    ui::installPlurals(); // Asked behind the language's own, which is installed later.
    QTranslator translator;
    if (translator.load(QLocale(), QStringLiteral("refocus"), QStringLiteral("_"),
                        QStringLiteral(":/translations")))
        QApplication::installTranslator(&translator);
    try {
        const Arguments arguments = parse(application);
        if (arguments.selfTest)
            return gui::selfTest(application);
        ui::applyTheme(application, ui::keptTheme());
        ui::applyFont();
        ui::applyPictureMemory();
        gui::MainWindow window;
        window.show();
        if (arguments.demo)
            window.openDemo();
        else if (!arguments.caseFolder.empty() || !arguments.videos.empty())
            window.openGiven(arguments.caseFolder, arguments.videos);
        return QApplication::exec();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "refocus: %s\n", error.what());
        return 1;
    }
}
