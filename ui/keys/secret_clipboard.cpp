// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/secret_clipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace patchbay {

SecretClipboard::SecretClipboard(std::chrono::milliseconds stay, QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(stay);
    connect(&m_timer, &QTimer::timeout, this, &SecretClipboard::clearNow);
}

SecretClipboard::~SecretClipboard()
{
    clearNow();
}

void SecretClipboard::put(const SecretBytes &secret)
{
    auto *data = new QMimeData;
    data->setText(QString::fromUtf8(secret.bytes().data(), static_cast<qsizetype>(secret.bytes().size())));
    // KDE's Klipper and what follows it; Windows; macOS.
    data->setData(u"x-kde-passwordManagerHint"_s, "secret");
    data->setData(u"application/x-qt-windows-mime;value=\"ExcludeClipboardContentFromMonitorProcessing\""_s, "1");
    data->setData(u"application/x-nspasteboard-concealed-type"_s, "1");
    QGuiApplication::clipboard()->setMimeData(data);
    m_copied = secret.clone();
    m_timer.start();
}

void SecretClipboard::clearNow()
{
    m_timer.stop();
    if (m_copied.empty() || QCoreApplication::instance() == nullptr) {
        return;
    }
    const QByteArray there = QGuiApplication::clipboard()->text().toUtf8();
    const bool ours = std::ranges::equal(there, m_copied.bytes());
    m_copied = {};
    if (ours) {
        QGuiApplication::clipboard()->clear();
    }
    Q_EMIT cleared();
}

} // namespace patchbay
