// What came of a question: progress while it runs, then its figures and what was searched; where
// nothing was found, what to try; where it failed, what is safe and what to do.
#pragma once

#include "ui/query/suggestions.h"
#include "ui/state/searched.h"

#include <QWidget>

class QProgressBar;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace refocus::ui {

class Note;

class AnswerView : public QWidget
{
    Q_OBJECT

public:
    explicit AnswerView(QWidget *parent = nullptr);

    void showHint(const QString &text); // Before the first question.
    void showRunning(const ProgressReport &report, int sightings);
    struct Answer
    {
        QString question;
        int sightings = 0;
        query::QueryStats stats;
        double msFirst = 0;
        Searched searched;
        QStringList more;                    // Further lines of the details.
        std::vector<Suggestion> suggestions; // Shown where nothing was found.
    };
    void showAnswer(const Answer &answer);
    void showCancelled(int sightings, bool kept); // Kept: verdicts, in the case.
    void showError(const QString &sentence, bool kept);
    QString text() const; // All that can be read, a line each.

Q_SIGNALS:
    void suggested(const refocus::ui::Suggestion &suggestion);
    void retryRequested();

private:
    void clear();
    void setDetails(const QStringList &lines);
    void openDetails(bool open);

    QVBoxLayout *m_column;
    Note *m_title, *m_figures, *m_searched, *m_missed, *m_details;
    QProgressBar *m_bar;
    QToolButton *m_more;
    QWidget *m_actions;
    bool m_open = false; // The details.
};

} // namespace refocus::ui
