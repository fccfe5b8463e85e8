/**
 * What a fence really contains, line by line. A fence tagged `bash` may hold LogQL, YAML or a checklist;
 * only items of kind `command` in language `bash` may ever reach a shell.
 */
import type { Fence } from './document.ts'

export type FenceKind =
  | 'script'
  | 'transcript'
  | 'file'
  | 'query'
  | 'data'
  | 'output'
  | 'checklist'
  | 'tree'
  | 'template'
  | 'diagram'
  | 'text'

export type FenceItem =
  | {
      kind: 'comment'
      /** Text behind the comment sign, trimmed. */
      text: string
      line: number
      column: number
    }
  | {
      kind: 'command'
      /** Exactly the author's characters over all its lines, container indentation and prompt removed. */
      text: string
      line: number
      endLine: number
      column: number
      /** `bash` for a shell, else the language of the executor: `erlang`, `sql`, `python`, `javascript`… */
      language: string
      /** Comment behind the command on the same line, without its sign. */
      trailing?: string
      /** The prompt that stood before it, as written. */
      prompt?: string
    }
  | {
      /** Text in another language than the fence claims, which no executor takes as it stands. */
      kind: 'foreign'
      language: string
      text: string
      line: number
      endLine: number
      column: number
    }
  | { kind: 'output'; text: string; line: number; endLine: number; column: number }
  | { kind: 'box'; text: string; checked: boolean; line: number; column: number }
  | { kind: 'blank'; line: number }

export interface FenceReading {
  fence: Fence
  kind: FenceKind
  /** The language of most of its items, whatever the tag says: `bash`, `erlang`, `logql`, `yaml`, `text`… */
  language: string
  /**
   * True for a fence without a language whose lines are shell by all appearance. Its kind stays `text`: its commands
   * may be shown and offered, never run by themselves.
   */
  looksLikeShell: boolean
  items: readonly FenceItem[]
  /** Set when the shell lines of the fence do not parse as a shell script. */
  syntaxProblem?: { message: string; line: number; column: number }
}
