#include "ui/controls/depth_slider.h"

#include "ui/controls/depth_text.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QStyleOptionSlider>

#include <algorithm>

namespace refocus::ui {

namespace {

constexpr int kStep = 14, kShortest = 56, kLongest = 112;

} // namespace

StopSlider::StopSlider() : QSlider(Qt::Horizontal)
{
    setFocusPolicy(Qt::StrongFocus);
    setPageStep(1);
}

void StopSlider::setBaseline(int stop)
{
    m_baseline = stop;
    update();
}

QSize StopSlider::sizeHint() const { return {kLongest, kControl}; }

bool StopSlider::event(QEvent *event)
{
    // While the keyboard is here, the keys that move a slider are its own.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool plain = (key->modifiers() & ~Qt::KeypadModifier) == 0;
        switch (key->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
        case Qt::Key_Home:
        case Qt::Key_End:
            event->setAccepted(plain);
            return plain;
        default:
            break;
        }
    }
    return QSlider::event(event);
}

void StopSlider::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QRect handle =
        style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, this);
    const double y = height() / 2.0;
    const auto xOf = [&](int stop) { // Where the style has the handle.
        return handle.width() / 2.0 + QStyle::sliderPositionFromValue(minimum(), maximum(), stop,
                                                                      width() - handle.width());
    };
    const QColor filled = isEnabled() ? c.accent : c.muted;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.hairline, 2));
    painter.drawLine(QPointF(xOf(minimum()), y), QPointF(xOf(maximum()), y));
    painter.setPen(QPen(filled, 2));
    painter.drawLine(QPointF(xOf(minimum()), y), QPointF(xOf(sliderPosition()), y));
    painter.setPen(Qt::NoPen);
    for (int stop = minimum(); stop <= maximum(); ++stop) {
        painter.setBrush(stop <= sliderPosition() ? filled : c.muted);
        painter.drawEllipse(QPointF(xOf(stop), y), 2.2, 2.2);
    }
    if (m_baseline >= 0) {
        painter.setPen(QPen(c.text, 1.5));
        painter.setBrush(c.window);
        painter.drawEllipse(QPointF(xOf(m_baseline), y), 4, 4);
    }
    const QPointF middle(xOf(sliderPosition()), y);
    painter.setPen(QPen(c.window, 1.5));
    painter.setBrush(filled);
    painter.drawEllipse(middle, 6.5, 6.5);
    if (hasFocus()) {
        painter.setPen(QPen(c.text, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(middle, 7.5, 7.5);
    }
}

DepthSlider::DepthSlider(Workbench &workbench, QWidget *parent)
    : QWidget(parent), m_workbench(workbench), m_slider(new StopSlider), m_label(new QLabel)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * kGrid);
    row->addWidget(m_slider);
    row->addWidget(m_label, 1);
    setFocusProxy(m_slider);
    m_slider->setAccessibleName(tr("Reuse depth"));
    m_label->setForegroundRole(QPalette::PlaceholderText);
    m_label->setBuddy(m_slider);

    const CaseSession &session = workbench.session;
    connect(&session, &CaseSession::depthsChanged, this, &DepthSlider::showDepths);
    connect(&session, &CaseSession::closed, this, &DepthSlider::showDepths);
    connect(&workbench.query, &QuerySession::shiftChanged, this, &DepthSlider::showState);
    connect(m_slider, &QSlider::valueChanged, this, [this](int place) {
        m_workbench.query.rerun(m_depths[static_cast<std::size_t>(place)]);
    });
    showDepths();
}

void DepthSlider::step(int by) { m_slider->setValue(m_slider->value() + by); }

void DepthSlider::setBrief(bool brief)
{
    if (brief == m_brief)
        return;
    m_brief = brief;
    showState();
}

int DepthSlider::widthWanted(bool brief) const
{
    std::optional<int> &width = m_widths[brief ? 1 : 0];
    if (!width)
        width = measured(brief);
    return *width;
}

void DepthSlider::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        m_widths = {};
    QWidget::changeEvent(event);
}

int DepthSlider::measured(bool brief) const
{
    const QuerySession &query = m_workbench.query;
    DepthShift shift = query.canRerun() ? query.shift() : DepthShift{};
    int widest = 0;
    for (const query::Reuse &depth : m_depths) {
        shift.shown = depth;
        shift.appeared = std::max(shift.appeared, 8); // Room for small numbers.
        shift.gone = std::max(shift.gone, 8);
        widest = std::max(widest, m_label->fontMetrics().horizontalAdvance(
                                      brief ? shiftShortText(shift) : shiftText(shift)));
    }
    return m_slider->minimumWidth() + layout()->spacing() + widest + 2;
}

QString DepthSlider::text() const { return m_label->text(); }

int DepthSlider::placeOf(const query::Reuse &depth) const
{
    const auto found = std::ranges::find_if(
        m_depths, [&](const query::Reuse &other) { return sameReuse(depth, other); });
    return found == m_depths.end() ? -1 : static_cast<int>(found - m_depths.begin());
}

void DepthSlider::showDepths()
{
    std::vector<query::Reuse> depths;
    for (const DepthInfo &depth : m_workbench.session.depths())
        if (depth.reuse.kind != query::Reuse::Kind::Auto)
            depths.push_back(depth.reuse);
    if (!std::ranges::equal(depths, m_depths, sameReuse)) {
        m_depths = std::move(depths);
        const QSignalBlocker quiet(m_slider);
        const int last = std::max(0, static_cast<int>(m_depths.size()) - 1);
        m_slider->setRange(0, last);
        m_slider->setFixedWidth(std::clamp(last * kStep, kShortest, kLongest));
    }
    showState();
}

void DepthSlider::showState()
{
    const QuerySession &query = m_workbench.query;
    m_widths = {};
    m_wanted = query.hasRun() && m_depths.size() > 1;
    m_slider->setEnabled(m_wanted && query.canRerun());
    QString text, whole;
    if (m_wanted && query.canRerun()) {
        const DepthShift shift = query.shift();
        const int place = placeOf(shift.shown);
        const QSignalBlocker quiet(m_slider); // It is told, and does not ask.
        if (place >= 0)
            m_slider->setValue(place);
        m_slider->setBaseline(query.isShifted() ? placeOf(shift.baseline) : -1);
        text = m_brief ? shiftShortText(shift) : shiftText(shift);
        whole = shiftText(shift);
    }
    m_label->setText(text);
    m_slider->setAccessibleDescription(whole);
    setToolTip(whole.isEmpty() ? QString()
                               : tr("Reuse depth: %1\nMove it to see what the same question finds "
                                    "at another depth")
                                     .arg(whole));
    Q_EMIT wantedChanged();
}

} // namespace refocus::ui
