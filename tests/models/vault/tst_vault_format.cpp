// SPDX-License-Identifier: GPL-3.0-or-later
//
// The file format: nothing that was changed opens, no file makes us hang, and a second reader written from
// docs/vault-format.md alone reads the same.
#include "models/vault/vault_file.h"
#include "tests/models/vault/vault_samples.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <fstream>

using namespace patchbay;
using namespace patchbay::vault;
using namespace Qt::StringLiterals;

class TestVaultFormat : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;
    SystemClock m_clock;
    SecretBytes m_passphrase = SecretBytes::copyOf("correct horse");
    std::string m_bytes;

    std::filesystem::path path(const char *name) const { return m_directory.filePath(QString::fromUtf8(name)).toStdString(); }
    bool opens(const std::string &bytes)
    {
        std::ofstream(path("changed.bin"), std::ios::binary | std::ios::trunc) << bytes;
        Result<Vault> vault = Vault::open(path("changed.bin"), m_clock);
        return vault && vault->unlock(m_passphrase).has_value();
    }

private Q_SLOTS:
    void initTestCase()
    {
        Result<Vault> vault = Vault::create(path("vault.bin"), m_passphrase, m_clock, cheap());
        QVERIFY(vault);
        QVERIFY(vault->add(record("work", "sk-secret-1")));
        m_bytes = *readVaultFile(path("vault.bin"));
        QVERIFY(opens(m_bytes));
    }

    void everyFlippedBitIsRefused()
    {
        // One bit of each byte; all of them when somebody has the time.
        const std::size_t step = qEnvironmentVariableIsSet("PATCHBAY_LONG_TESTS") ? 1 : 9;
        for (std::size_t bit = 0; bit < m_bytes.size() * 8; bit += step) {
            std::string changed = m_bytes;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
            QVERIFY2(!opens(changed), qPrintable(QString::number(bit)));
        }
    }

    void everyTruncationIsRefused()
    {
        for (std::size_t size = 0; size < m_bytes.size(); size += size < m_bytes.size() / 2 ? 7 : 1) {
            QVERIFY2(!opens(m_bytes.substr(0, size)), qPrintable(QString::number(size)));
        }
        QVERIFY(!opens(m_bytes + '\0'));
    }

    // Wherever it was cut, that is what is said, and nothing of passphrases, slots or costs.
    void aCutFileIsToldAsSuch()
    {
        for (std::size_t size = 0; size < m_bytes.size(); ++size) {
            const Result<SealedVault> read = decodeVault(m_bytes.substr(0, size));
            QVERIFY(!read);
            QCOMPARE(read.error().code, "vault_damaged");
            QVERIFY2(read.error().message.contains("ends too early"), (std::to_string(size) + read.error().message).c_str());
        }
        QVERIFY(decodeVault(m_bytes + "x").error().message.contains("longer than it says"));
        QVERIFY(decodeVault("something else entirely").error().message.contains("no vault file"));
    }

    void aFileCannotAskForTooMuch()
    {
        SealedVault sealed = *decodeVault(m_bytes);
        for (const KeyCost &cost : { KeyCost { 17, 1024 }, KeyCost { 1, mostMemoryKibibytes + 1 }, KeyCost { 0, 1024 } }) {
            sealed.header.keySlots.front().cost = cost;
            sealed.headerBytes = encodeHeader(sealed.header);
            QElapsedTimer timer;
            timer.start();
            QVERIFY(!opens(encodeVault(sealed)));
            QVERIFY(timer.elapsed() < 50);
        }
    }

    void aNewerFormatIsNamed()
    {
        std::string newer = m_bytes;
        newer[8] = 2;
        const Result<SealedVault> read = decodeVault(newer);
        QCOMPARE(read.error().code, "vault_version");
        QVERIFY(read.error().message.find("format 2") != std::string::npos);
    }

    void whatIsWrittenIsRead()
    {
        const SealedVault sealed = *decodeVault(m_bytes);
        QCOMPARE(encodeVault(sealed), m_bytes);
        QCOMPARE(encodeHeader(sealed.header), sealed.headerBytes);
        std::vector<VaultRecord> records;
        records.push_back(record("one", ""));
        records.push_back(record("two", std::string(1'000, 'x')));
        const SecretBytes bytes = encodeRecords(records);
        QCOMPARE(bytes.bytes().size() % 256, 0U);
        const auto again = decodeRecords(bytes);
        QCOMPARE(again->records.size(), 2U);
        QCOMPARE(text(again->records[1].parts.at("key")), std::string(1'000, 'x'));
        QCOMPARE(again->anchor.number, 0U);
        // How the log stood goes with them.
        const AuditAnchor anchor { 1'234, "0123abcd" };
        const auto anchored = decodeRecords(encodeRecords(records, anchor));
        QVERIFY(anchored && anchored->anchor == anchor && anchored->records.size() == 2);
        // Cut anywhere it is refused or holds fewer records; it never reads beyond its end.
        for (std::size_t size = 0; size < bytes.bytes().size(); ++size) {
            (void)decodeRecords(SecretBytes::copyOf({ bytes.bytes().data(), size }));
        }
    }

    void aSecondReaderReadsTheSame()
    {
        const QString python = QStandardPaths::findExecutable(u"python3"_s);
        if (python.isEmpty()) {
            QSKIP("python3 is not installed");
        }
        QProcess reader;
        reader.start(python, { QStringLiteral(PATCHBAY_VAULT_READER), QString::fromStdString(path("vault.bin").string()) });
        reader.write("correct horse\n");
        reader.closeWriteChannel();
        QVERIFY(reader.waitForFinished());
        if (reader.exitCode() == 77) {
            QSKIP("libsodium cannot be loaded by python3");
        }
        const QByteArray errors = reader.readAllStandardError();
        QVERIFY2(reader.exitCode() == 0, errors.constData());
        const QByteArray read = reader.readAllStandardOutput();
        QVERIFY2(read.contains("generation 2") && read.contains("work openai https://api.openai.com:443 key=sk-secret-1"),
                 read.constData());
    }
};

QTEST_GUILESS_MAIN(TestVaultFormat)
#include "tst_vault_format.moc"
