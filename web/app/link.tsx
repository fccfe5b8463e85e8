import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { go } from './place.ts'

/** A link inside of the console: a real one, so that it can be opened elsewhere, copied and read aloud. */
export function Link({ to, ...rest }: { to: string } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'>) {
  const onClick = (event: MouseEvent<HTMLAnchorElement>) => {
    rest.onClick?.(event)
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (!plain || event.defaultPrevented) return
    event.preventDefault()
    go(to)
  }
  return <a {...rest} href={to} onClick={onClick} />
}
