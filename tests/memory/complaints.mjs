/** Reading what valgrind's memcheck wrote. */

/** The first lines of what corrupts memory, or shows that it is. */
const kinds = [/^Invalid (?:read|write)/, /^Invalid free/, /^Mismatched free/, /^Source and destination overlap/, /^Jump to the invalid address/, /^Process terminating with default action of signal/, /^Use of uninitialised/, /^Conditional jump or move depends on uninitialised/, /^Syscall param .* (?:uninitialised|unaddressable)/];

/**
 * @param log what `--log-file` took
 * @returns each complaint: its first line, its frames, and whether node-libcurl, libcurl or this check's own proof stands in them
 */
export function complaintsOf(log) {
  const blocks = log
    .split('\n')
    .map((line) => line.replace(/^==\d+== ?/, ''))
    .join('\n')
    .split(/\n\s*\n/);
  return blocks.flatMap((block) => {
    const lines = block.trim().split('\n').map((line) => line.trim());
    const start = lines.findIndex((line) => kinds.some((kind) => kind.test(line)));
    if (start < 0) return [];
    const [what, ...frames] = lines.slice(start);
    return [{ what, frames, isOfLibcurl: frames.some((frame) => /node_libcurl|libcurl|curl_(?:easy|multi|share)_|Curl_/.test(frame)) }];
  });
}
