// Takes sightings, or in to out, away: choices, then progress, then what came of it. Not modal; an
// export goes on when the dialog is closed (Workbench::exports).
#pragma once

#include "ui/export/export_form.h"
#include "ui/state/workbench.h"

#include <QDialog>
#include <QTimer>

class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace refocus::ui {

class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    // Ids of Workbench::sightings, taken now with the question: a later one changes nothing here.
    ExportDialog(Workbench &workbench, std::vector<int> selectedIds, std::vector<int> allIds,
                 QWidget *parent = nullptr);

    ExportForm &form() { return *m_form; }

    // Opens a folder in the desktop's file manager; also for the notification.
    static void openFolder(const QString &folder);

private:
    enum Page { Choices, Running, Ended };

    QWidget *buildRunning();
    QWidget *buildEnded();
    void look(); // At folder and size, on a worker thread.
    void updateButtons();
    void begin();
    void showProgress();
    void showOutcome(const ExportOutcome &outcome);
    void exportMissing();

    Workbench &m_workbench;
    ExportForm *m_form = nullptr;
    QStackedWidget *m_pages = nullptr;
    QLabel *m_runningTitle = nullptr, *m_runningDetail = nullptr, *m_endedIcon = nullptr,
           *m_endedTitle = nullptr, *m_endedDetail = nullptr;
    QProgressBar *m_bar = nullptr;
    QPushButton *m_primary = nullptr, *m_secondary = nullptr, *m_close = nullptr;
    QTimer m_soon; // Several changes are one look.
    Job m_look;
    std::shared_ptr<std::map<std::string, SourceFacts>> m_facts; // Used by the job alone.
    evidence::ExportOptions m_asked;                             // What the question says of them.
    OutPlace m_place;
    bool m_placeKnown = false;
    int m_id = -1; // Of the export, in the queue.
    ExportRequest m_request;
    ExportOutcome m_outcome;
};

} // namespace refocus::ui
