import { useEffect, useState } from 'react'

/** Nothing at first: what comes within a moment must not flicker. Then the shape of what comes. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150)
    return () => clearTimeout(timer)
  }, [])
  if (!isShown) return null
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
        <span key={line} />
      ))}
    </div>
  )
}
