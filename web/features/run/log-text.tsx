import { memo } from 'react'
import { spansOf } from './ansi.ts'
import './ansi.css'

/** One line of output with its colours; what went to standard error has a sign before it. */
export const LogText = memo(function LogText({ text, isError }: { text: string; isError: boolean }) {
  return (
    <span className="log-text">
      {isError ? (
        <span className="log-error" title="standard error">
          !
        </span>
      ) : null}
      {spansOf(text).map(({ text: part, classes }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a line that does not change.
        <span key={at} className={classes || undefined}>
          {part}
        </span>
      ))}
      {'\n'}
    </span>
  )
})
