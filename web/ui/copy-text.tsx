import { useState } from 'react'
import { Icon } from './icon.tsx'

/** Something to paste elsewhere, exactly; `label` says what it is. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const [said, setSaid] = useState('')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid('Copied')
    } catch {
      // Browsers give it only to secure pages; the text is there to be selected.
      setSaid('Select it and copy it by hand')
    }
    setTimeout(() => setSaid(''), 3_000)
  }
  return (
    <div className="copy">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keys. */}
      <section tabIndex={0} aria-label={label}>
        <pre>{text}</pre>
      </section>
      <button type="button" className="button button-small" onClick={() => void copy()}>
        <Icon name="copy" /> Copy<span className="sr-only"> {label}</span>
      </button>
      <span role="status" className="quiet">
        {said}
      </span>
    </div>
  )
}
