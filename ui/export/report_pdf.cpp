#include "ui/export/report_pdf.h"

#include "base/error.h"

#include <QAbstractTextDocumentLayout>
#include <QCoreApplication>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QTextDocument>

namespace refocus::ui {

namespace {

// Pictures come from the page itself; nothing else is loaded, whatever it names.
class Page : public QTextDocument
{
protected:
    QVariant loadResource(int type, const QUrl &url) override
    {
        if (type != ImageResource || url.scheme() != QStringLiteral("data"))
            return {};
        const QByteArray data = url.toEncoded();
        return QImage::fromData(QByteArray::fromBase64(data.mid(data.indexOf(',') + 1)));
    }
};

} // namespace

void writeReportPdf(const std::string &html, const std::filesystem::path &pdf,
                    const Progress &progress)
{
    QFile file(QString::fromStdString(pdf.string()));
    if (!file.open(QIODevice::WriteOnly))
        throw Error(pdf, "cannot be written: " + file.errorString().toStdString());
    QPdfWriter writer(&file);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageOrientation(QPageLayout::Landscape);
    writer.setPageMargins(QMarginsF(14, 12, 14, 12), QPageLayout::Millimeter);
    writer.setResolution(300);
    writer.setCreator(QCoreApplication::applicationName());

    Page page;
    page.documentLayout()->setPaintDevice(&writer);
    QTextOption option = page.defaultTextOption();
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere); // Hashes have no spaces.
    page.setDefaultTextOption(option);
    page.setDocumentMargin(0);
    const int footer = writer.resolution() / 4;
    const QSizeF size(writer.width(), writer.height() - footer);
    page.setPageSize(size);
    page.setHtml(QString::fromStdString(html));

    QPainter painter(&writer);
    if (!painter.isActive())
        throw Error(pdf, "the report could not be made into pages");
    const int pages = page.pageCount();
    for (int i = 0; i < pages; ++i) {
        if (!goOn(progress, {static_cast<double>(i) / pages, "report.pdf"}))
            throw Cancelled();
        if (i > 0 && !writer.newPage())
            throw Error(pdf, "cannot be written: " + file.errorString().toStdString());
        painter.save();
        painter.translate(0, -i * size.height());
        painter.setClipRect(QRectF(0, i * size.height(), size.width(), size.height()));
        QAbstractTextDocumentLayout::PaintContext context;
        context.palette.setColor(QPalette::Text, Qt::black);
        context.clip = QRectF(0, i * size.height(), size.width(), size.height());
        page.documentLayout()->draw(&painter, context);
        painter.restore();
        QFont font(QStringLiteral("Noto Sans"));
        font.setPointSizeF(7.5);
        painter.setFont(font);
        painter.setPen(QColor(0x5b, 0x65, 0x70));
        painter.drawText(
            QRectF(0, size.height(), size.width(), footer), Qt::AlignRight | Qt::AlignBottom,
            QCoreApplication::translate("refocus::ui::Report", "%1 of %2").arg(i + 1).arg(pages));
    }
    painter.end();
    if (!file.flush() || file.error() != QFileDevice::NoError)
        throw Error(pdf, "cannot be written: " + file.errorString().toStdString());
}

} // namespace refocus::ui
