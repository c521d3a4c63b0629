// What the gallery says where it shows nothing: why, and the next step. emptyView() is a function
// of the state; the widget shows what it returns. GUI thread only.
#pragma once

#include "ui/models/sighting_model.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QProgressBar;

namespace refocus::ui {

enum class NextStep { AddFootage, Ask, Cancel, AskEverywhere, LookDeeper, ShowAll, AskAgain };

struct EmptyView
{
    QString icon, sentence;
    QStringList details;
    std::vector<NextStep> steps; // The first is the one that most will want.
    double fraction = -1;        // Of what is going on; negative where nothing is.
    friend bool operator==(const EmptyView &, const EmptyView &) = default;
};

// Requires: the model has no rows. error: the sentence of the last question, where it failed.
EmptyView emptyView(Workbench &workbench, const SightingModel &model, const QString &error);

// The question without what narrows it down; the same where nothing does.
query::QueryOptions askedEverywhere(query::QueryOptions options);
inline constexpr int kDeepest = 8; // QueryOptions::k of "look deeper".

class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    void setView(const EmptyView &view);

Q_SIGNALS:
    void chosen(refocus::ui::NextStep step);

protected:
    void changeEvent(QEvent *event) override;

private:
    void paintIcon();

    EmptyView m_view;
    QLabel *m_icon, *m_sentence, *m_details;
    QProgressBar *m_bar;
    QHBoxLayout *m_steps;
};

} // namespace refocus::ui
