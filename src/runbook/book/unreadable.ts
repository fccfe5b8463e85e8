/** What can keep a file from being read as a page, by Opsbook or by others: one table of codes, each with its words and its remedy. */
import type { Diagnostic, Severity, Span } from '../../kit/diagnostic.ts'

/** One way in which a file or folder refuses to be read. */
export interface Unreadable {
  /** Kebab-case name, shown beside the code. */
  name: string
  severity: Severity
  /** One line for the manual. */
  summary: string
  /** The finding, given the fact that was met (a byte, a size, a link's target). */
  message(fact: string): string
  hint: string
}

const table = {
  RB001: {
    name: 'not-utf8',
    severity: 'error',
    summary: 'The file is text in an encoding other than UTF-8.',
    message: (fact) => `Not UTF-8: ${fact}; the page was not read, because guessing could change a command`,
    hint: 'Convert it once, for example with: iconv -f ISO-8859-1 -t UTF-8',
  },
  RB002: {
    name: 'utf16',
    severity: 'warning',
    summary: 'The file is saved as UTF-16: Opsbook reads it, git and most other programs do not.',
    message: (fact) =>
      `Saved as ${fact}: git takes the page for binary (no diff, no merge) and grep finds nothing in it`,
    hint: 'Save it as UTF-8 in the editor, or convert it with: iconv -f UTF-16 -t UTF-8',
  },
  RB003: {
    name: 'binary',
    severity: 'error',
    summary: 'The file contains NUL bytes: it is not text.',
    message: (fact) => `Not text: ${fact}; the page was not read`,
    hint: 'Rename it if it is no page, or exclude it in opsbook.yaml; if it is one, remove the NUL bytes',
  },
  RB004: {
    name: 'too-large',
    severity: 'error',
    summary: 'The file is larger than a page can be.',
    message: (fact) => `Too large to be a page: ${fact}; it was not opened`,
    hint: 'Split it into pages, move logs and dumps out of the book, or exclude it in opsbook.yaml',
  },
  RB005: {
    name: 'permission-denied',
    severity: 'error',
    summary: 'The file or folder may not be read by this user.',
    message: (fact) => `Not allowed to read it (${fact})`,
    hint: 'Give this user read permission (chmod +r, for folders +rx), or exclude it in opsbook.yaml',
  },
  RB006: {
    name: 'not-a-regular-file',
    severity: 'warning',
    summary: 'The name ends like that of a page, but it is a pipe, a socket or a device.',
    message: (fact) => `This is ${fact}, not a file; it was not opened`,
    hint: 'Remove it from the book or rename it',
  },
  RB007: {
    name: 'link-loop',
    severity: 'warning',
    summary: 'A symbolic link leads back to itself or to a folder that contains it.',
    message: (fact) => `Symbolic link loop: ${fact}; it was not followed`,
    hint: 'Remove the link; everything behind it was already read under its own name',
  },
  RB008: {
    name: 'link-leaves-folder',
    severity: 'warning',
    summary: 'A symbolic link leads out of the repository.',
    message: (fact) => `Symbolic link out of the repository (to ${fact}); it was not followed`,
    hint: 'Copy the page into the repository, or link to it in the text',
  },
  RB009: {
    name: 'broken-link',
    severity: 'warning',
    summary: 'A symbolic link named like a page leads nowhere.',
    message: (fact) => `Symbolic link to nothing (${fact} does not exist)`,
    hint: 'Mend the link or remove it',
  },
  RB010: {
    name: 'name-not-utf8',
    severity: 'warning',
    summary: 'The name of a file or folder is not valid UTF-8, so no link and no report can name it.',
    message: (fact) => `The name is not valid UTF-8 (${fact}); it was not read`,
    hint: 'Rename it',
  },
  RB011: {
    name: 'folder-named-like-a-page',
    severity: 'info',
    summary: 'A folder is named like a page.',
    message: () => 'This is a folder although its name ends like a page; the pages in it were read',
    hint: 'Rename the folder, so that links to it are not taken for links to a page',
  },
  RB012: {
    name: 'read-failed',
    severity: 'error',
    summary: 'The system refused to read the file for another reason.',
    message: (fact) => `Could not be read (${fact})`,
    hint: 'See whether the file still exists and the disk is well, then try again',
  },
  RB013: {
    name: 'tree-incomplete',
    severity: 'info',
    summary: 'The repository is too large to list, so checks that need the whole list stay silent.',
    message: (fact) => `${fact}; checks that ask whether a file exists were left out`,
    hint: 'Keep a listing of every path, one a line, in _tree.txt at the root of the repository',
  },
  RB014: {
    name: 'artifact-not-read',
    severity: 'info',
    summary: 'A file that pages are checked against (alert rules, units, owners) could not be taken into account.',
    message: (fact) => `Not taken into account by the cross-checks: ${fact}`,
    hint: 'Split it, or name the files that matter under "alerts" in opsbook.yaml',
  },
} as const satisfies Record<string, Unreadable>

export type UnreadableCode = keyof typeof table

/** Code → what it means. The manual in `docs/codes/` and the findings are made from it. */
export const unreadable: Readonly<Record<UnreadableCode, Unreadable>> = table

/** The finding for a file that could not be read, or not as others read it. `span` is the place in the file, when there is one. */
export function unreadableFinding(code: UnreadableCode, file: string, fact: string, span?: Span): Diagnostic {
  const { severity, message, hint } = unreadable[code]
  const place = span ?? { line: 1, column: 1, endLine: 1, endColumn: 1 }
  return { rule: code, severity, file, span: place, message: message(fact), hint }
}
