import type { LiveBook, OpenBook } from '../live-book.ts'

/** The book of the shop with mail that goes to the catcher, whose port is another one at every start. */
export function demoBook(book: LiveBook, smtpPort: number): LiveBook {
  const email = {
    from: 'Opsbook <opsbook@shop.example>',
    smtp: { host: '127.0.0.1', port: smtpPort, security: 'none', connections: 2 },
  }
  const withMail = (open: OpenBook): OpenBook => {
    const { paging } = open.config
    return { ...open, config: { ...open.config, paging: { ...paging, channels: { ...paging.channels, email } } } }
  }
  return {
    current: () => withMail(book.current()),
    reload: async () => {
      const reading = await book.reload()
      return reading.ok ? { ...reading, value: withMail(reading.value) } : reading
    },
    onChange: (hear) => book.onChange((open) => hear(withMail(open))),
  }
}
