#include "ui/query/note.h"

#include "ui/theme/theme.h"

#include <QEvent>

namespace refocus::ui {

Note::Note(Tone tone, QWidget *parent) : QLabel(parent), m_tone(tone)
{
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    tint();
}

void Note::setTone(Tone tone)
{
    m_tone = tone;
    tint();
}

void Note::show(const QString &text, Tone tone)
{
    setText(text);
    setTone(tone);
    setVisible(!text.isEmpty());
}

QSize Note::minimumSizeHint() const { return {40, QLabel::minimumSizeHint().height()}; }

void Note::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        tint();
    QLabel::changeEvent(event);
}

void Note::tint()
{
    const Colours &c = colours();
    const QColor tones[] = {c.text, c.muted, c.warning, c.danger, c.ok};
    const QColor colour = tones[static_cast<int>(m_tone)];
    QPalette tinted = palette();
    if (tinted.color(QPalette::WindowText) == colour)
        return;
    tinted.setColor(QPalette::WindowText, colour);
    setPalette(tinted);
}

} // namespace refocus::ui
