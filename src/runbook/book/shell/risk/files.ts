import type { RiskTable } from '../risk-rule.ts'
import { changes, destroys, dryRun, reads, readsAs, unlisted, unsure } from '../risk-rule.ts'
import {
  judgeAwk,
  judgeDd,
  judgeFd,
  judgeFind,
  judgeMiller,
  judgeSed,
  judgeTar,
  judgeTee,
} from '../text-tool-verdicts.ts'

const writesFile = changes('writes a file')
const runsOther = unsure('runs a program that its options name')

/** Files, disks and text tools. */
export const files: RiskTable = {
  'ls|dir|cat|tac|nl|head|wc|du|df|stat|pwd|realpath|readlink|basename|dirname|namei|lsattr|getfacl': reads,
  tree: { verdict: reads, valued: '-L -P -I -o', options: [{ option: '-o -R', ...writesFile }] },
  file: { verdict: reads, valued: '-m -f -F -P -e', options: [{ option: '-C --compile', ...writesFile }] },
  'fd|fdfind': { verdict: reads, runs: [{ until: '-x --exec -X --exec-batch' }], judge: judgeFd },
  find: {
    verdict: reads,
    longDash: true,
    runs: [{ until: '-exec -execdir -ok -okdir' }],
    judge: judgeFind,
  },
  'grep|egrep|fgrep|zgrep|zcat|bzcat|xzcat|cut|tr|column|paste|join|comm|fold|fmt|expand|rev|gron|csvlook|strings|hexdump|od':
    reads,
  'jq|cmp|md5sum|sha1sum|sha256sum|sha512sum|shasum|cksum|b2sum|numfmt|bc|expr|seq|tsort|uuencode|factor|look|locate':
    reads,
  'echo|printf|true|false|test|[': reads,
  'rg|ag|ack': { verdict: reads, options: [{ option: '--pre --hostname-bin --pager', ...runsOther }] },
  uniq: { verdict: reads, valued: '-f -s -w', judge: ({ operands }) => (operands.length > 1 ? writesFile : undefined) },
  'diff|sdiff|colordiff|base64|xmllint|shuf': {
    verdict: reads,
    options: [{ option: '-o --output', ...writesFile }],
  },
  dc: {
    verdict: reads,
    judge: ({ words, hasInput }) =>
      hasInput || words.some(({ value }) => /!|^-f|^[^-]/.test(value)) ? unsure('may start commands') : undefined,
  },
  sort: {
    verdict: reads,
    valued: '-k -t -o -S -T --key --field-separator --output --compress-program',
    options: [
      { option: '-o --output', ...writesFile },
      { option: '--compress-program', ...runsOther },
    ],
  },
  'yq|xq': {
    verdict: reads,
    valued: '-o -p -I -s --output-format --input-format --indent --split-exp --arg --argjson',
    options: [
      { option: '-i --inplace --in-place', ...changes('edits the file in place') },
      { option: '-s --split-exp', ...changes('writes files') },
      { option: '-f --from-file', ...unsure('runs an expression from a file') },
    ],
  },
  mlr: {
    verdict: reads,
    valued: '--from',
    options: [
      { option: '-I', ...changes('edits the files in place') },
      { option: '-f -s', ...unsure('runs a program from a file') },
      { option: '--prepipe --prepipex', ...runsOther },
    ],
    judge: judgeMiller,
  },
  xxd: { verdict: reads, judge: ({ operands }) => (operands.length > 1 ? changes('writes a file') : undefined) },
  yes: readsAs('prints for ever', 'never-ending'),
  'less|more|most|zless|man|info': {
    verdict: readsAs('shows its text page by page', 'interactive'),
    options: [
      { option: '-o -O --log-file --LOG-FILE --output', ...writesFile },
      { option: '-P --pager -H --html --lesskey-src', ...runsOther },
    ],
    judge: ({ operands }) =>
      operands.some(({ value }) => /^\+(?!\/|[\dGFg]*$)/.test(value))
        ? unsure('runs a command of the pager')
        : undefined,
  },
  tail: {
    verdict: reads,
    valued: '-n -c --lines --bytes --pid -s',
    options: [
      { option: '-f -F --follow', effect: 'read-only', traits: ['never-ending'], reason: 'follows the file for ever' },
    ],
    judge: ({ words }) =>
      words.some(({ value }) => /^[-+]\d+\w*[fF]/.test(value))
        ? readsAs('follows the file for ever', 'never-ending')
        : undefined,
  },
  multitail: unsure('shows files and what commands print', 'interactive'),
  'awk|gawk|mawk|nawk': {
    verdict: reads,
    valued: '-F -v -f -i -e -E -l --file --source --include --load --assign --field-separator',
    options: [{ option: '-i', value: /^inplace$/, ...changes('edits the files in place') }],
    judge: judgeAwk,
  },
  sed: {
    verdict: reads,
    valued: '-e -f -l --expression --file --line-length',
    options: [{ option: '-i -I --in-place', ...changes('edits the files in place') }],
    judge: judgeSed,
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
  mktemp: {
    verdict: changes('makes an empty file of its own'),
    options: [{ option: '-u --dry-run', ...reads, replaces: true }],
  },
  sponge: changes('writes files'),
  'chmod|chown|chgrp|setfacl|chattr|chcon|restorecon': changes('changes who may use the files'),
  truncate: destroys('cuts off the content of files'),
  tee: { verdict: reads, judge: judgeTee },
  fallocate: changes('allocates a file'),
  dd: { verdict: reads, judge: judgeDd },
  'tar|bsdtar|gtar': {
    verdict: reads,
    options: [
      { option: '--to-command --checkpoint-action --use-compress-program --rsh-command --info-script', ...runsOther },
      { option: '-I -F --new-volume-script', ...runsOther },
      { option: '--index-file --volno-file -g --listed-incremental', ...writesFile },
    ],
    judge: judgeTar,
  },
  'gzip|bzip2|xz|zstd|pigz|gunzip|bunzip2|unxz|unzstd|lz4|lzop': {
    verdict: reads,
    options: [
      { option: '-c --stdout --to-stdout -l --list -t --test', ...reads, replaces: true },
      { option: '-o', ...writesFile },
    ],
    judge: ({ operands }) => (operands.length > 0 ? changes('replaces files by packed or unpacked ones') : undefined),
  },
  'zip|7z|ar|cpio|rar': changes('writes an archive'),
  unzip: {
    verdict: changes('unpacks files'),
    options: [{ option: '-l -t -p -v -Z', ...reads, replaces: true }],
  },
  rsync: {
    verdict: changes('copies files'),
    valued: '-e -f -M -T -B --rsh --rsync-path --exclude --include --exclude-from --include-from --files-from',
    options: [
      { option: '-e --rsh', value: /^(?!(?:\S*\/)?ssh\b[^;|&$`]*$)/, ...runsOther },
      { option: '-e --rsh', value: /\w+Command/i, ...runsOther },
      { option: '--rsync-path', value: /^(?!(?:sudo )?\S*rsync$)/, ...runsOther },
      { option: '--log-file --write-batch --only-write-batch', ...writesFile, replaces: 'all' },
      {
        option:
          '--delete --del --delete-before --delete-after --delete-during --delete-delay --delete-excluded --delete-missing-args',
        ...destroys('removes files that the source lacks'),
      },
      { option: '--remove-source-files', ...destroys('removes the source files') },
      dryRun('-n --dry-run --list-only'),
    ],
  },
  'mkfs|mke2fs|mkswap|wipefs|mkdosfs|blkdiscard|sgdisk': destroys('destroys what is on the device'),
  'mkfs.ext2|mkfs.ext3|mkfs.ext4|mkfs.xfs|mkfs.btrfs|mkfs.vfat|mkfs.fat|mkfs.ntfs|mkfs.f2fs':
    destroys('formats the device'),
  parted: {
    verdict: reads,
    valued: '-a --align',
    judge: ({ operands, flags }) => {
      const lists = operands.length > 1 || flags.some(({ name }) => name === '-l' || name === '--list')
      if (!lists) return unsure('works on the partitions', 'interactive')
      const told = operands.slice(1).map(({ value }) => value)
      if (told.some((word) => /^(?:rm|mklabel|mktable)$/.test(word))) return destroys('removes partitions')
      if (told.some((word) => !/^(?:print|p|unit|free|all|devices|list|[kmgtKMGT]?i?[bB]|s|%)$/.test(word)))
        return changes('changes the partitions')
      return undefined
    },
  },
  'fdisk|gdisk|cfdisk|sfdisk': {
    verdict: changes('changes the partitions', 'interactive'),
    options: [
      { option: '-l --list', effect: 'read-only', reason: 'only lists', replaces: true, drops: ['interactive'] },
    ],
  },
  'lsblk|blkid|lvs|vgs|pvs|lvdisplay|vgdisplay|pvdisplay|dumpe2fs': reads,
  findmnt: { verdict: reads, options: [{ option: '-p --poll', ...readsAs('watches for ever', 'never-ending') }] },
  'lvscan|pvscan|vgscan': {
    verdict: reads,
    options: [{ option: '--cache --mknodes -a --activate', ...changes('changes storage volumes') }],
  },
  smartctl: {
    verdict: reads,
    valued: '-t -s -S -o -l -d -n -T -v -F -B --test --smart --saveauto --offlineauto --set',
    options: [
      {
        option: '-t -s -S -o -X --test --smart --saveauto --offlineauto --set --abort',
        ...changes('changes the disk'),
      },
    ],
  },
  swapon: {
    verdict: changes('changes storage volumes'),
    options: [{ option: '-s --show --summary', ...reads, replaces: true }],
  },
  mdadm: {
    verdict: changes('changes storage volumes'),
    options: [
      { option: '-D --detail -E --examine -Q --query --detail-platform', ...reads, replaces: true },
      { option: '--zero-superblock', ...destroys('destroys what is on the device') },
      {
        option: '-S --stop -a --add -r --remove -f --fail -C --create -A --assemble -G --grow',
        ...changes('changes it'),
      },
    ],
  },
  tune2fs: {
    verdict: changes('changes a file system'),
    options: [
      { option: '-l', ...reads, replaces: true },
      { option: '-c -i -m -r -j -L -U -O -o -e -I', ...changes('changes a file system') },
    ],
  },
  'lvremove|vgremove|pvremove|lvreduce': destroys('destroys storage volumes'),
  'lvcreate|lvextend|lvresize|vgcreate|vgextend|pvcreate|pvresize|resize2fs|xfs_growfs|growpart|swapoff|lvchange|vgchange|pvchange|pvmove|vgreduce|vgrename|lvrename|lvconvert':
    changes('changes storage volumes'),
  'fsck|e2fsck|xfs_repair|fsck.ext4': {
    verdict: changes('may repair the file system'),
    options: [
      { option: '-n -N', effect: 'read-only', reason: 'only checks', replaces: true },
      { option: '-y -p -a -D -f', ...changes('may repair the file system') },
    ],
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
    options: [{ option: '-z', verb: 'device stats', ...changes('sets the counters back') }],
    verbs: {
      'list|get|status|iostat|history': reads,
      'filesystem usage|filesystem show|filesystem df|filesystem du|subvolume list|subvolume show|device stats|device usage':
        reads,
      'scrub status|balance status': reads,
      'destroy|rollback|labelclear': destroys('destroys data of the pool'),
    },
  },
  mount: {
    verdict: changes('mounts a file system'),
    valued: '-t -O --types',
    options: [{ option: '-a --all -o --options --bind -B --move -M --rbind -R', ...changes('mounts a file system') }],
    bare: reads,
  },
  losetup: {
    verdict: changes('changes what is mounted'),
    options: [
      { option: '-a --all -l --list -j', ...reads, replaces: true },
      { option: '-d -D -c -f --detach --detach-all', ...changes('changes what is mounted') },
    ],
    bare: reads,
  },
  umount: changes('changes what is mounted'),
  'vi|vim|nvim|nano|emacs|pico|joe|mcedit|micro|ed|view|vimdiff|code|subl|gedit': unsure(
    'opens an editor',
    'interactive',
  ),
  'dialog|whiptail': readsAs('waits for somebody to choose', 'interactive'),
  'mc|ncdu|ranger|fzf|byobu': unsure('takes over the terminal', 'interactive'),
  tmux: {
    verdict: unlisted,
    valued: '-t -s -n -c -F -L -S -f -x -y -e -T',
    verbs: {
      'ls|lsw|lsp|lsc|list-sessions|list-windows|list-panes|list-clients|list-keys|has|has-session|info|server-info':
        reads,
      'new|new-session|neww|new-window|splitw|split-window|respawn-pane|respawnp|run|run-shell|popup|display-popup|detach':
        changes('changes the sessions of the terminal'),
      'a|attach|attach-session': unsure('takes over the terminal', 'interactive'),
      'kill-*': destroys('ends what runs in the session'),
    },
    bare: unsure('opens a session to type into', 'interactive'),
    runs: ['new', 'new-session', 'neww', 'new-window', 'splitw', 'split-window', 'run', 'run-shell'].map((verb) => ({
      verb,
      dashes: true as const,
      skip: 1,
      shell: true,
    })),
    judge: ({ words, flags, operands }) => {
      if (words.some(({ value }) => /^;|;$/.test(value))) return unsure('does several things at once')
      const opens = /^new/.test(operands[0]?.value ?? '') && !flags.some(({ name }) => name === '-d')
      return opens ? unsure('opens a session to type into', 'interactive') : undefined
    },
  },
  screen: {
    verdict: changes('changes the sessions of the terminal'),
    valued: '-S -c -e -h -p -s -t -T',
    options: [
      { option: '-l -v', ...reads, replaces: true },
      { option: '-r -x -R', ...unsure('takes over the terminal', 'interactive') },
      { option: '-X', ...unsure('sends commands to a session') },
      { option: '-w', ...reads },
    ],
    bare: unsure('opens a session to type into', 'interactive'),
    runs: [{ skip: 0 }],
  },
  'open|xdg-open|start|firefox|chromium|google-chrome': {
    verdict: readsAs('opens a window on your desk', 'interactive'),
    judge: ({ operands }) =>
      operands.every(({ value }) => /^https?:/.test(value)) ? undefined : unsure('opens something on your desk'),
  },
  'pbcopy|pbpaste|xclip|xsel|clip': reads,
  logrotate: { verdict: changes('rotates log files'), options: [dryRun('-d --debug')] },
}
