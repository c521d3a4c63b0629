#include <QTest>
class TestGalleryPanel : public QObject { Q_OBJECT };
QTEST_MAIN(TestGalleryPanel)
#include "tst_gallery_panel.moc"
