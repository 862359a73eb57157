// SPDX-License-Identifier: GPL-3.0-or-later
//
// ServedGateway: `patchbay-cli serve` over a data directory, with one simulated model and the master key sk-master.
#pragma once

#include <QFile>
#include <QProcess>
#include <QString>

namespace patchbay::test {

class ServedGateway {
public:
    // The configuration goes into the folder, which is there.
    ServedGateway(const QString &folder, const QString &data)
    {
        const QString config = folder + QStringLiteral("/config.yaml");
        QFile file(config);
        if (!file.open(QIODevice::WriteOnly)) {
            return;
        }
        file.write("model_list:\n  - {model_name: chat, litellm_params: {model: sandbox/quick}}\ngeneral_settings: {master_key: sk-master}\n");
        file.close();
        m_process.start(QStringLiteral(PATCHBAY_BINARY_DIR "/bin/patchbay-cli"),
                        { QStringLiteral("serve"), QStringLiteral("--config"), config, QStringLiteral("--listen"),
                          QStringLiteral("127.0.0.1:0"), QStringLiteral("--data"), data });
        QByteArray line;
        while (line.isEmpty() && m_process.waitForReadyRead()) {
            line = m_process.readLine();
        }
        m_url = QString::fromUtf8(line.mid(sizeof("listening on ") - 1)).trimmed();
    }
    // Empty where it did not start.
    QString url() const { return m_url; }
    bool stop()
    {
        m_process.terminate();
        return m_process.waitForFinished();
    }

private:
    QProcess m_process;
    QString m_url;
};

} // namespace patchbay::test
