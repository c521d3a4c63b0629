#include "ui/query/answer_view.h"

#include "ui/query/answer_text.h"
#include "ui/query/note.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace refocus::ui {

namespace {

using Tone = Note::Tone;

} // namespace

AnswerView::AnswerView(QWidget *parent)
    : QWidget(parent), m_column(new QVBoxLayout(this)), m_title(new Note(Tone::Plain)),
      m_figures(new Note), m_searched(new Note), m_missed(new Note(Tone::Warning)),
      m_details(new Note), m_bar(new QProgressBar), m_more(new QToolButton), m_actions(new QWidget)
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(kGrid);
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_bar->setAccessibleName(tr("Share of the patches that is verified"));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    bold.setPointSizeF(bold.pointSizeF() * 1.15);
    m_title->setFont(bold);
    m_more->setText(tr("Details"));
    m_more->setStyleSheet(QStringLiteral("QToolButton { padding: 1px 6px 1px 0; }"));
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setIconSize({12, 12});
    m_more->setIcon(icon(QStringLiteral("chevron-right")));
    connect(m_more, &QToolButton::clicked, this, [this] { openDetails(!m_open); });
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_bar, m_title, m_figures, m_searched, m_missed})
        m_column->addWidget(widget);
    m_column->addWidget(m_more, 0, Qt::AlignLeft);
    m_column->addWidget(m_details);
    m_column->addWidget(m_actions);
    clear();
}

void AnswerView::clear()
{
    for (Note *note : {m_title, m_figures, m_searched, m_missed})
        note->show({}, Tone::Muted);
    m_bar->hide();
    m_more->hide();
    m_details->setText({});
    m_details->hide();
    auto *fresh = new QWidget;
    auto *column = new QVBoxLayout(fresh);
    column->setContentsMargins(0, kGrid, 0, 0);
    column->setSpacing(kGrid);
    delete m_column->replaceWidget(m_actions, fresh);
    m_actions->hide();
    m_actions->deleteLater(); // One of its buttons may be what led here.
    m_actions = fresh;
    m_actions->hide();
}

void AnswerView::setDetails(const QStringList &lines)
{
    m_details->setText(lines.join(QLatin1Char('\n')));
    m_more->setVisible(!lines.isEmpty());
    openDetails(m_open);
}

void AnswerView::openDetails(bool open)
{
    m_open = open; // For the next answer too.
    m_more->setIcon(icon(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")));
    m_more->setAccessibleName(open ? tr("Hide details") : tr("Show details"));
    m_details->setVisible(open && !m_details->text().isEmpty());
}

void AnswerView::showHint(const QString &text)
{
    clear();
    m_figures->show(text, Tone::Muted);
}

void AnswerView::showRunning(const ProgressReport &report, int sightings)
{
    if (m_bar->isHidden())
        clear();
    m_bar->show();
    m_bar->setValue(static_cast<int>(report.fraction * 1000));
    m_title->show(sightings > 0 ? tr("%1 so far").arg(foundText(sightings)) : tr("Searching…"),
                  Tone::Plain);
    m_figures->show(progressText(report), Tone::Muted);
}

void AnswerView::showAnswer(const Answer &answer)
{
    clear();
    const bool nothing = answer.sightings == 0;
    m_title->show(nothing ? tr("Nothing found") : foundText(answer.sightings), Tone::Plain);
    m_figures->show(nothing ? tr("for %1").arg(answer.question)
                            : figuresText(answer.stats, answer.msFirst),
                    Tone::Muted);
    m_searched->show(nothing ? nothingText(answer.searched, answer.stats)
                             : searchedText(answer.searched),
                     Tone::Muted);
    m_missed->show(missedText(answer.searched), Tone::Warning);
    QStringList details = answer.searched.notes;
    if (nothing)
        details.prepend(figuresText(answer.stats, answer.msFirst));
    else
        details.prepend(tr("Asked: %1.").arg(answer.question));
    details << answer.more;
    setDetails(details);
    if (!nothing || answer.suggestions.empty())
        return;
    auto *column = qobject_cast<QVBoxLayout *>(m_actions->layout());
    auto *word = new Note(Tone::Muted);
    word->setText(tr("Try"));
    column->addWidget(word);
    for (const Suggestion &suggestion : answer.suggestions) {
        auto *button = new QPushButton(suggestion.text);
        button->setMinimumWidth(40);
        button->setStyleSheet(QStringLiteral("text-align: left;"));
        button->setToolTip(suggestion.text);
        connect(button, &QPushButton::clicked, this,
                [this, suggestion] { Q_EMIT suggested(suggestion); });
        column->addWidget(button);
    }
    m_actions->show();
}

void AnswerView::showCancelled(int sightings, bool kept)
{
    clear();
    m_title->show(tr("Stopped"), Tone::Plain);
    QStringList lines;
    if (sightings > 0)
        lines << tr("%1 until then, which stay.").arg(foundText(sightings));
    if (kept)
        lines << tr("What was verified is kept: the next run goes on from there.");
    m_figures->show(lines.join(QLatin1Char(' ')), Tone::Muted);
}

void AnswerView::showError(const QString &sentence, bool kept)
{
    clear();
    m_title->show(tr("The question could not be answered"), Tone::Danger);
    QString broken = sentence; // Long paths may break behind a slash.
    broken.replace(QLatin1Char('/'), QStringLiteral("/\u200b"));
    m_figures->show(broken, Tone::Plain);
    m_searched->show(
        kept ? tr("Footage, index and decisions are as they were. What was verified until "
                  "then is kept.")
             : tr("Footage, index and decisions are as they were."),
        Tone::Muted);
    auto *column = qobject_cast<QVBoxLayout *>(m_actions->layout());
    auto *advice = new Note(Tone::Muted);
    advice->setText(tr("If it fails again, leave out the source that it names under “Where”, or "
                       "ingest that source anew."));
    column->addWidget(advice);
    auto *retry = new QPushButton(tr("Ask again"));
    connect(retry, &QPushButton::clicked, this, &AnswerView::retryRequested);
    column->addWidget(retry);
    m_actions->show();
}

QString AnswerView::text() const
{
    QStringList lines;
    for (const Note *note : {m_title, m_figures, m_searched, m_missed, m_details})
        if (!note->isHidden())
            lines << note->text().remove(QChar(0x200b));
    return lines.join(QLatin1Char('\n'));
}

} // namespace refocus::ui
