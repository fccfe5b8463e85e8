/** Line icons of 20 × 20, drawn for this product. They say nothing by themselves: words stand beside each. */
const PATHS: Readonly<Record<string, string>> = {
  mark: 'M4 3h9a3 3 0 0 1 3 3v11H7a3 3 0 0 1-3-3zM7.500 9.500l2 2 3.500-4',
  shift: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4l3 2',
  alert: 'M10 3 2.500 16.500h15zM10 8v4M10 14.300v.2',
  silence:
    'M10 3a4.500 4.500 0 0 0-4.500 4.500V11L4 14h12l-1.500-3V7.500A4.500 4.500 0 0 0 10 3zM8.500 16.500h3M3 3l14 14',
  incident: 'M11 2 4 11h5l-1 7 8-10h-5.500z',
  runbook: 'M4 4h5a2 2 0 0 1 2 2v11a2 2 0 0 0-2-2H4zM16 4h-3a2 2 0 0 0-2 2v11a2 2 0 0 1 2-2h3z',
  run: 'M6 4l10 6-10 6z',
  approval: 'M4 10.500l4 4 8-9',
  readiness: 'M4 4h12v12H4zM7 10l2 2 4-4',
  oncall:
    'M5 4h3l1.500 4L7.500 9.500a8 8 0 0 0 3.500 3.500L12.500 11l4 1.500v3a1.500 1.500 0 0 1-1.600 1.500A12 12 0 0 1 3.500 5.600 1.500 1.500 0 0 1 5 4z',
  schedule: 'M4 5h12v11H4zM4 8.500h12M7 3v3M13 3v3',
  escalation: 'M3 16h4v-4h4V8h4V4h2',
  people:
    'M7.500 9.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 17c0-3 2.500-5 5.500-5s5.500 2 5.500 5M13.500 4a3 3 0 0 1 0 5.500M15 12.500c2 .6 3 2.300 3 4.500',
  audit: 'M5 3h7l3 3v11H5zM8 9h4M8 12h4',
  runner: 'M3 5h14v9H3zM7 17h6M6 8l2 1.500L6 11M10 11h3',
  integration: 'M8 3v4M12 3v4M6 7h8v3a4 4 0 0 1-8 0zM10 14v3',
  settings: 'M4 6h8M16 6h0M4 10h2M10 10h6M4 14h7M15 14h1M14 4.500v3M8 8.500v3M13 12.500v3',
  doctor: 'M3 10h3l2-5 3 10 2.500-7 1.500 2h2',
  search: 'M9 3.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11zM13 13l4 4',
  more: 'M4 10h.1M10 10h.1M16 10h.1',
  down: 'M5 8l5 5 5-5',
  right: 'M8 5l5 5-5 5',
  external: 'M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  close: 'M5 5l10 10M15 5L5 15',
  plus: 'M10 4v12M4 10h12',
  heartbeat: 'M3 10h3l1.500-3 3 7 2-5 1 1h3.500',
}

export function Icon({ name }: { name: string }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name] ?? PATHS.more} />
    </svg>
  )
}
