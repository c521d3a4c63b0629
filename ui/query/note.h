// A line or paragraph of text in one of the theme's tones; follows light and dark.
#pragma once

#include <QLabel>

namespace refocus::ui {

class Note : public QLabel
{
    Q_OBJECT

public:
    enum class Tone { Plain, Muted, Warning, Danger, Ok };
    explicit Note(Tone tone = Tone::Muted, QWidget *parent = nullptr);

    void setTone(Tone tone);
    void show(const QString &text, Tone tone); // Hidden where the text is empty.
    using QLabel::show;
    QSize minimumSizeHint() const override; // Narrow: a long word does not widen the panel.

protected:
    void changeEvent(QEvent *event) override;

private:
    void tint();

    Tone m_tone;
};

} // namespace refocus::ui
