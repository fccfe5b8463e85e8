import { PLATFORM_PROGRAMS } from '../book/parse/platform-of.ts'

/** Names that a team may choose once for its whole book, whether or not a procedure distinguishes them. */
export const PLATFORMS: ReadonlySet<string> = new Set([
  ...Object.values(PLATFORM_PROGRAMS),
  ...'linux macos windows debian ubuntu rhel centos fedora alpine helm ecs ubuntu/debian debian/ubuntu rhel/centos centos/rhel'.split(
    ' ',
  ),
  'bare metal',
])
