import { oneLine } from './storable-text.ts'

/** Bidirectional controls, invisible characters, tag characters, lone surrogates. The joiners stay: scripts and emoji need them. */
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb\u{e0000}-\u{e007f}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu

/** Foreign text is read so far; whoever writes more has said it by then. */
const MOST_READ = 20_000

/**
 * One line that shows what it says: no control, nothing that turns the reading direction, nothing invisible. In a message to a tired reader such a
 * character is left out rather than shown: an escape would take the room of a word.
 */
export const messageLine = (text: string): string => oneLine(text.slice(0, MOST_READ).replace(INVISIBLE, '')).trim()
