#include "ui/compare/chart.h"

#include "ui/compare/chart_paint.h"
#include "ui/compare/figure_text.h"
#include "ui/theme/rounded.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QFontInfo>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

constexpr int kMargin = 3 * kGrid, kButton = 24, kSentence = 280;

QFont bold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

Chart::Chart(QString title, QString name, QWidget *parent)
    : QWidget(parent), m_title(std::move(title)), m_name(std::move(name)),
      m_more(new QToolButton(this)), m_menu(new QMenu(this))
{
    setAccessibleName(m_title);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);

    const auto add = [this](const char *id, const QString &text, auto act) {
        connect(m_menu->addAction(id ? icon(QString::fromLatin1(id)) : QIcon(), text),
                &QAction::triggered, this, act);
    };
    add("copy", tr("Copy picture"),
        [this] { QApplication::clipboard()->setImage(picture(size())); });
    add(nullptr, tr("Copy values"), [this] { QApplication::clipboard()->setText(csv()); });
    m_menu->addSeparator();
    add("save", tr("Save as PNG…"), [this] { saveAs(QStringLiteral("png"), tr("PNG pictures")); });
    add(nullptr, tr("Save as SVG…"), [this] { saveAs(QStringLiteral("svg"), tr("SVG drawings")); });
    add(nullptr, tr("Save as CSV…"), [this] { saveAs(QStringLiteral("csv"), tr("CSV tables")); });
    m_more->setIcon(icon(QStringLiteral("more")));
    m_more->setStyleSheet(QStringLiteral("min-width: 20px; min-height: 20px;"));
    m_more->setToolTip(tr("Copy or save this chart"));
    m_more->setAccessibleName(tr("%1: copy or save").arg(m_title));
    connect(m_more, &QToolButton::clicked, this,
            [this] { m_menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height()))); });
    m_more->setEnabled(false);
}

QRectF Chart::areaOf(QSizeF size)
{
    return QRectF(QPointF(kMargin, kChartTitle),
                  QPointF(size.width() - kMargin, size.height() - 2 * kGrid));
}

QRectF Chart::headerBox() const
{
    const double right = width() - kGrid - kButton - kGrid;
    return QRectF(right - headerWidth(), 2, headerWidth(), kButton);
}

QFont Chart::chartFont() const
{
    QFont font = this->font();
    font.setPixelSize(
        std::max(10, static_cast<int>(std::lround(QFontInfo(font).pixelSize() * 0.85))));
    return font;
}

void Chart::setCompared(const Compared &compared)
{
    m_compared = compared;
    m_more->setEnabled(emptySentence().isEmpty());
    geometryChanged();
    describe();
}

void Chart::setChosen(int depth)
{
    if (m_chosen == depth)
        return;
    m_chosen = depth;
    geometryChanged();
}

void Chart::geometryChanged()
{
    m_stale = true;
    figuresChanged();
    update();
}

const std::vector<ChartSpot> &Chart::spots() const
{
    if (m_stale)
        m_spots = emptySentence().isEmpty() ? spotsIn(area()) : std::vector<ChartSpot>();
    m_stale = false;
    return m_spots;
}

const ChartSpot *Chart::current() const
{
    const int found = spotOf(spots(), m_current);
    return found < 0 ? nullptr : &m_spots[static_cast<std::size_t>(found)];
}

void Chart::setCurrent(const QString &key)
{
    if (key == m_current)
        return;
    m_current = key;
    describe();
    update();
}

void Chart::describe()
{
    const ChartSpot *spot = current();
    const QString text =
        !emptySentence().isEmpty() ? emptySentence()
        : spot ? spot->title + QStringLiteral(": ") + spot->lines.join(QStringLiteral(", "))
               : tr("Arrow keys move through its values.");
    if (text == accessibleDescription())
        return;
    setAccessibleDescription(text);
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

QString Chart::csv() const { return csvText(table()); }

void Chart::paintOn(QPainter &painter, QSizeF size) const
{
    const Colours &c = colours();
    painter.setFont(bold(chartFont()));
    painter.setPen(c.text);
    const double room = size.width() - 2 * kMargin - kButton - headerWidth();
    painter.drawText(QRectF(kMargin, 0, room, kChartTitle), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(painter.font()).elidedText(m_title, Qt::ElideRight, room));
    painter.setFont(chartFont());
    const QRectF area = areaOf(size);
    const QString sentence = emptySentence();
    if (sentence.isEmpty()) {
        paintIn(painter, area);
        return;
    }
    painter.setFont(font());
    painter.setPen(c.muted);
    const double side = std::max(0.0, (area.width() - kSentence) / 2);
    painter.drawText(area.adjusted(side, 0, -side, -kGrid), Qt::AlignCenter | Qt::TextWordWrap,
                     sentence);
}

void Chart::paintCard(QPainter &painter) const
{
    const ChartSpot *spot = current();
    if (!spot)
        return;
    const Colours &c = colours();
    painter.setFont(chartFont());
    const QFontMetricsF metrics(painter.font()), strong(bold(painter.font()));
    double wide = strong.horizontalAdvance(spot->title);
    for (const QString &line : spot->lines)
        wide = std::max(wide, metrics.horizontalAdvance(line));
    const double step = std::ceil(metrics.height()) + 1;
    const QSizeF size(std::ceil(wide) + 4 * kGrid,
                      step * static_cast<double>(1 + spot->lines.size()) + 3 * kGrid);
    const QRectF box = cardBox(size, spot->at, QRectF(rect()).adjusted(2, 2, -2, -2));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.hairline, 1));
    painter.setBrush(c.raised);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    double y = box.top() + 1.5 * kGrid;
    const auto line = [&](const QString &text) {
        painter.drawText(QRectF(box.left() + 2 * kGrid, y, box.width(), step),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
        y += step;
    };
    painter.setPen(c.text);
    painter.setFont(bold(chartFont()));
    line(spot->title);
    painter.setFont(chartFont());
    for (const QString &text : spot->lines)
        line(text);
}

void Chart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().base);
    paintOn(painter, size());
    if (m_ring)
        paintRounded(painter, rect(), 4, colours().accent, Qt::transparent);
    paintCard(painter);
}

QImage Chart::picture(QSize size, double scale) const
{
    QImage image(size * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(colours().base);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::TextAntialiasing);
    paintOn(painter, size);
    return image;
}

QString Chart::save(const QString &file) const
{
    QSaveFile out(file);
    bool written = out.open(QIODevice::WriteOnly);
    if (written && file.endsWith(QStringLiteral(".png"), Qt::CaseInsensitive)) {
        written = picture(size()).save(&out, "PNG");
    } else if (written && file.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive)) {
        QSvgGenerator svg;
        svg.setOutputDevice(&out);
        svg.setSize(size());
        svg.setViewBox(rect());
        svg.setTitle(m_title);
        QPainter painter(&svg);
        painter.fillRect(rect(), colours().base);
        paintOn(painter, size());
    } else if (written) {
        const QByteArray text = csv().toUtf8();
        written = out.write(text) == text.size();
    }
    if (written && out.commit())
        return {};
    return tr("%1 could not be written: %2").arg(file, out.errorString());
}

void Chart::saveAs(const QString &ending, const QString &kind)
{
    auto *dialog = new QFileDialog(this, tr("Save %1").arg(m_title));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setDefaultSuffix(ending);
    dialog->setNameFilter(QStringLiteral("%1 (*.%2)").arg(kind, ending));
    dialog->selectFile(QStringLiteral("%1.%2").arg(m_name, ending));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        if (const QString sentence = save(file); !sentence.isEmpty())
            Q_EMIT failed(sentence);
    });
    dialog->open();
}

bool Chart::event(QEvent *event)
{
    // These may be shortcuts of the window too; where the chart has the focus they are its own.
    if (event->type() == QEvent::ShortcutOverride) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Home:
        case Qt::Key_End:
            event->accept();
            return true;
        case Qt::Key_Escape:
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (current()) {
                event->accept();
                return true;
            }
            break;
        default:
            break;
        }
    }
    return QWidget::event(event);
}

void Chart::resizeEvent(QResizeEvent *)
{
    m_more->setGeometry(width() - kGrid - kButton, 2, kButton, kButton);
    geometryChanged();
}

void Chart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_more) {
        m_more->setIcon(icon(QStringLiteral("more")));
        update();
    }
    if (event->type() == QEvent::FontChange)
        geometryChanged();
}

void Chart::mouseMoveEvent(QMouseEvent *event)
{
    const int found = spotAt(spots(), event->position());
    setCurrent(found < 0 ? QString() : m_spots[static_cast<std::size_t>(found)].key);
}

void Chart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const int found = spotAt(spots(), event->position());
    if (found >= 0 && m_spots[static_cast<std::size_t>(found)].depth >= 0)
        Q_EMIT depthChosen(m_spots[static_cast<std::size_t>(found)].depth);
}

void Chart::leaveEvent(QEvent *) { setCurrent({}); }

void Chart::keyPressEvent(QKeyEvent *event)
{
    const int now = spotOf(spots(), m_current);
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
        if (const int next = nextSpot(spots(), now, event->key()); next >= 0)
            setCurrent(m_spots[static_cast<std::size_t>(next)].key);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (now >= 0 && m_spots[static_cast<std::size_t>(now)].depth >= 0) {
            Q_EMIT depthChosen(m_spots[static_cast<std::size_t>(now)].depth);
            return;
        }
        break;
    case Qt::Key_Escape:
        if (now >= 0) {
            setCurrent({});
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void Chart::focusInEvent(QFocusEvent *event)
{
    m_ring = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
             event->reason() == Qt::ShortcutFocusReason;
    update();
}

void Chart::focusOutEvent(QFocusEvent *event)
{
    m_ring = false;
    if (event->reason() != Qt::PopupFocusReason && !underMouse())
        setCurrent({});
    update();
}

void Chart::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_more->isEnabled())
        m_menu->popup(event->globalPos());
}

} // namespace refocus::ui
