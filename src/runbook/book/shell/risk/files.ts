import type { Call, RiskTable, Verdict } from '../risk-rule.ts'
import { changes, destroys, dryRun, reads, readsAs, screen, unsure } from '../risk-rule.ts'

/** Files, disks and text tools. */
export const files: RiskTable = {
  'ls|dir|cat|tac|nl|head|wc|du|df|stat|file|tree|pwd|realpath|readlink|basename|dirname|namei|lsattr|getfacl': reads,
  'find|fd|fdfind': {
    verdict: reads,
    longDash: true,
    runs: [{ until: '-exec -execdir -ok -okdir -x -X' }],
    judge: judgeFind,
  },
  'grep|egrep|fgrep|rg|ag|ack|zgrep|zcat|bzcat|xzcat|zless|cut|tr|uniq|column|paste|join|comm|fold|fmt|expand|rev':
    reads,
  'jq|xq|gron|mlr|csvlook|xmllint|strings|hexdump|od|cmp|diff|sdiff|colordiff|md5sum|sha1sum|sha256sum|sha512sum':
    reads,
  'shasum|cksum|b2sum|base64|numfmt|bc|dc|expr|seq|shuf|tsort|echo|printf|true|false|test|[|factor|look|locate': reads,
  'sort|uuencode': {
    verdict: reads,
    valued: '-k -t -o -S -T --key --field-separator --output',
    options: [{ option: '-o --output', ...changes('writes a file') }],
  },
  yq: { verdict: reads, options: [{ option: '-i --inplace', ...changes('edits the file in place') }] },
  xxd: { verdict: reads, judge: ({ operands }) => (operands.length > 1 ? changes('writes a file') : undefined) },
  yes: readsAs('prints for ever', 'never-ending'),
  'less|more|most|man|info': readsAs('shows its text page by page', 'interactive'),
  tail: {
    verdict: reads,
    valued: '-n -c --lines --bytes --pid -s',
    options: [
      { option: '-f -F --follow', effect: 'read-only', traits: ['never-ending'], reason: 'follows the file for ever' },
    ],
  },
  multitail: screen,
  'awk|gawk|mawk|nawk': {
    verdict: reads,
    valued: '-F -v -f -i',
    options: [{ option: '-i', value: /^inplace$/, ...changes('edits the files in place') }],
    judge: judgeAwk,
  },
  sed: {
    verdict: reads,
    valued: '-e -f --expression --file',
    options: [{ option: '-i --in-place', ...changes('edits the files in place') }],
    judge: ({ words }) =>
      words.some((word) => /(?:^|[;}\s\d/$])w\s+[\w./~]/.test(word.value)) ? changes('writes a file') : undefined,
  },
  perl: {
    verdict: unsure('runs code'),
    valued: '-e -E -I -M',
    options: [{ option: '-i', ...changes('edits the files in place') }],
    input: 'code',
  },
  rm: {
    verdict: destroys('removes files'),
    options: [{ option: '-r -R --recursive', ...destroys('removes folders with everything in them') }],
  },
  'unlink|shred|srm|wipe': destroys('removes files'),
  'trash|trash-put': changes('moves files to the trash'),
  rmdir: changes('removes empty folders'),
  'cp|install|ln|dos2unix|unix2dos|patch|split|csplit': changes('writes files'),
  'mv|rename': changes('moves files'),
  'mkdir|touch|mkfifo|mknod': changes('creates files or folders'),
  mktemp: readsAs('makes an empty file of its own'),
  'chmod|chown|chgrp|setfacl|chattr|chcon|restorecon': changes('changes who may use the files'),
  truncate: destroys('cuts off the content of files'),
  tee: { verdict: reads, judge: judgeTee },
  fallocate: changes('allocates a file'),
  dd: { verdict: reads, judge: judgeDd },
  'tar|bsdtar|gtar': { verdict: reads, judge: judgeTar },
  'gzip|bzip2|xz|zstd|pigz|gunzip|bunzip2|unxz|unzstd|lz4|lzop': {
    verdict: reads,
    options: [{ option: '-c --stdout --to-stdout -l --list -t --test', ...reads, replaces: true }],
    judge: ({ operands }) => (operands.length > 0 ? changes('replaces files by packed or unpacked ones') : undefined),
  },
  'zip|7z|ar|cpio|rar': changes('writes an archive'),
  unzip: {
    verdict: changes('unpacks files'),
    options: [{ option: '-l -t -p -v -Z', ...reads, replaces: true }],
  },
  rsync: {
    verdict: changes('copies files'),
    options: [
      {
        option: '--delete --delete-before --delete-after --delete-during --delete-excluded',
        ...destroys('removes files that the source lacks'),
      },
      { option: '--remove-source-files', ...destroys('removes the source files') },
      dryRun('-n --dry-run --list-only'),
    ],
  },
  'mkfs|mke2fs|mkswap|wipefs|mkdosfs|blkdiscard|sgdisk': destroys('destroys what is on the device'),
  'mkfs.ext2|mkfs.ext3|mkfs.ext4|mkfs.xfs|mkfs.btrfs|mkfs.vfat|mkfs.fat|mkfs.ntfs|mkfs.f2fs':
    destroys('formats the device'),
  'fdisk|gdisk|cfdisk|sfdisk|parted': {
    verdict: changes('changes the partitions', 'interactive'),
    options: [
      { option: '-l --list', effect: 'read-only', reason: 'only lists', replaces: true, drops: ['interactive'] },
    ],
  },
  'lsblk|blkid|findmnt|lvs|vgs|pvs|lvdisplay|vgdisplay|pvdisplay|lvscan|pvscan|vgscan|dumpe2fs|smartctl': reads,
  'lvremove|vgremove|pvremove|lvreduce': destroys('destroys storage volumes'),
  'lvcreate|lvextend|lvresize|vgcreate|vgextend|pvcreate|pvresize|resize2fs|xfs_growfs|growpart|tune2fs|mdadm|swapon|swapoff':
    changes('changes storage volumes'),
  'fsck|e2fsck|xfs_repair|fsck.ext4': {
    verdict: changes('may repair the file system'),
    options: [{ option: '-n -N', effect: 'read-only', reason: 'only checks', replaces: true }],
  },
  cryptsetup: {
    verdict: changes('changes an encrypted device'),
    verbs: {
      'status|luksDump|isLuks': reads,
      'luksFormat|erase|luksErase|reencrypt': destroys('destroys what is on the device'),
    },
  },
  'zfs|zpool|btrfs': {
    verdict: changes('changes a storage pool'),
    verbs: {
      'list|get|status|iostat|history': reads,
      'destroy|rollback|labelclear': destroys('destroys data of the pool'),
    },
  },
  mount: { verdict: changes('mounts a file system'), bare: reads },
  'umount|losetup': changes('changes what is mounted'),
  'vi|vim|nvim|nano|emacs|pico|joe|mcedit|micro|ed|view|vimdiff|code|subl|gedit': unsure(
    'opens an editor',
    'interactive',
  ),
  'mc|ncdu|ranger|dialog|whiptail|fzf|tmux|screen|byobu': screen,
  'open|xdg-open|start|firefox|chromium|google-chrome': readsAs('opens a window on your desk', 'interactive'),
  'pbcopy|pbpaste|xclip|xsel|clip': reads,
  logrotate: { verdict: changes('rotates log files'), options: [dryRun('-d --debug')] },
}

/** Strings aside, a `>` behind `print` writes a file and a `|` starts a command; both hide what they do. */
function judgeAwk({ operands }: Call): Verdict | undefined {
  const program = (operands[0]?.value ?? '').replace(/"(?:[^"\\]|\\.)*"/g, '""')
  return /\bsystem\s*\(|\bprintf?\b[^;{}()]*>|\|\s*(?:getline|")/.test(program)
    ? unsure('starts commands or writes files from its own program text')
    : undefined
}

function judgeFind({ words }: Call): Verdict | undefined {
  const values = words.map((word) => word.value)
  if (values.includes('-delete')) return destroys('removes the files it finds')
  if (values.some((value) => /^-f(?:printf?|ls|print0)$/.test(value))) return changes('writes a file')
  return undefined
}

function judgeTee({ operands }: Call): Verdict | undefined {
  const kept = operands.filter((word) => !/^\/dev\/(?:null|tty|stderr|stdout)$/.test(word.value))
  return kept.length > 0 ? changes('writes a file') : undefined
}

function judgeDd({ operands }: Call): Verdict | undefined {
  const target = operands.find((word) => word.value.startsWith('of='))
  if (!target || target.value === 'of=/dev/null') return undefined
  return destroys('overwrites its output file or device')
}

/** The mode of tar is a letter of its first word (`xzf`), a short option (`-czf`) or a long one. */
function judgeTar({ words, flags }: Call): Verdict | undefined {
  const bundle = (words[0]?.value ?? '').replace(/^-+/, '')
  const long = new Set(flags.map((flag) => flag.name))
  const short = (letter: string) => long.has(`-${letter}`) || (/^[a-zA-Z]+$/.test(bundle) && bundle.includes(letter))
  if (long.has('--delete')) return destroys('removes files from the archive')
  if (long.has('--remove-files')) return destroys('removes the files it has packed')
  if (long.has('--list') || (short('t') && !short('x') && !short('c'))) return undefined
  if (long.has('--extract') || short('x')) return short('O') ? undefined : changes('unpacks files')
  if (long.has('--create') || short('c') || short('r') || short('u')) return changes('writes an archive')
  return undefined
}
