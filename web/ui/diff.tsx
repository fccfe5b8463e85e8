import './code.css'

/** A unified diff; what is new and what goes is told by its sign, the colour only repeats it. */
export function Diff({ text, label }: { text: string; label: string }) {
  const lines = text.replace(/\n$/, '').split('\n')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keys.
    <section className="diff" tabIndex={0} aria-label={label}>
      <pre>
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that does not change.
          <span key={at} className={CLASSES[line.slice(0, 1)]}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  )
}

const CLASSES: Readonly<Record<string, string>> = { '+': 'diff-new', '-': 'diff-old', '@': 'quiet' }
