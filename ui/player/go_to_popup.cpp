#include "ui/player/go_to_popup.h"

#include "ui/player/readout.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace refocus::ui {

GoToPopup::GoToPopup(Parse parse, Explain explain, QWidget *parent)
    : QFrame(parent, Qt::Popup), m_parse(std::move(parse)), m_explain(std::move(explain)),
      m_edit(new QLineEdit), m_meaning(new QLabel)
{
    setObjectName(QStringLiteral("goToPopup"));
    setFrameShape(QFrame::StyledPanel); // A hairline around it.
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * kGrid, 3 * kGrid, 3 * kGrid, 3 * kGrid);
    layout->setSpacing(2 * kGrid);
    auto *title = new QLabel(tr("Go to"));
    title->setBuddy(m_edit);
    m_edit->setFont(tabularFont(font()));
    m_edit->setAccessibleName(tr("Time or picture to go to"));
    m_edit->setMinimumWidth(320);
    m_meaning->setWordWrap(true);
    auto *forms =
        new QLabel(tr("83.5 · 1:23.5 · 0:01:23.500 · f 2081 · +5 · -2.5 · @02:14:07 (wall "
                      "clock)"));
    forms->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(title);
    layout->addWidget(m_edit);
    layout->addWidget(m_meaning);
    layout->addWidget(forms);
    connect(m_edit, &QLineEdit::textChanged, this, &GoToPopup::textChanged);
    connect(m_edit, &QLineEdit::returnPressed, this, &GoToPopup::enter);
}

void GoToPopup::open(const QString &text, QPoint globalBottomLeft)
{
    m_edit->setText(text);
    textChanged();
    adjustSize();
    move(globalBottomLeft - QPoint(0, height() + kGrid));
    show();
    m_edit->selectAll();
    m_edit->setFocus();
}

void GoToPopup::textChanged()
{
    const auto parsed = m_parse(m_edit->text());
    const auto *sentence = std::get_if<QString>(&parsed);
    const bool empty = m_edit->text().trimmed().isEmpty();
    QPalette palette = m_meaning->palette();
    palette.setColor(QPalette::WindowText, sentence && !empty ? colours().danger : colours().muted);
    m_meaning->setPalette(palette);
    m_meaning->setText(empty      ? tr("A time or the number of a picture.")
                       : sentence ? *sentence
                                  : m_explain(std::get<GoToTarget>(parsed)));
}

void GoToPopup::enter()
{
    const auto parsed = m_parse(m_edit->text());
    if (const auto *target = std::get_if<GoToTarget>(&parsed)) {
        hide();
        Q_EMIT chosen(*target);
    }
}

} // namespace refocus::ui
