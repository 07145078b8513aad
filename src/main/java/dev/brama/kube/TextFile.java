package dev.brama.kube;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Turns the bytes of a file into text.
final class TextFile {
    /// Larger files are refused rather than read.
    static final int MAX_BYTES = 256 * 1024 * 1024;

    /// Stands for bytes that are not UTF-8. YAML allows it nowhere, so it breaks the one document
    /// it stands in and no other.
    static final char UNDECODABLE = '\uFFFF';

    private TextFile() {}

    /// The text: UTF-8, or UTF-16 where a byte order mark says so, as a shell on Windows writes it.
    static String decode(byte[] bytes) {
        try {
            CharBuffer text =
                    charset(bytes)
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .onUnmappableCharacter(CodingErrorAction.REPLACE)
                            .replaceWith(String.valueOf(UNDECODABLE))
                            .decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("a replacing decoder refused its input", e);
        }
    }

    private static Charset charset(byte[] bytes) {
        if (bytes.length >= 2 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        if (bytes.length >= 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
            return StandardCharsets.UTF_16LE;
        }
        return StandardCharsets.UTF_8;
    }

    /// The text without the byte order mark that some editors put before it.
    static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
