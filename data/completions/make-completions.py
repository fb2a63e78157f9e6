# SPDX-FileCopyrightText: 2026 The Ambrotype authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Completions for a shell from what --help says: make-completions.py bash|zsh|fish PROGRAM."""
import os
import re
import subprocess
import sys

NAME = 'ambrotype-export'
FOLDERS = {'DIR'}
OPTION = re.compile(r'^  (?:-(\w), |    )?\s*--([a-z0-9-]+)(?:=(\S+))?\s+(.*)$')


class Option:
    """A row of --help: short (or ''), name, argument (or ''), help."""

    def __init__(self, match):
        self.short, self.name, argument, self.help = (group or '' for group in match.groups())
        self.optional = argument.startswith('[')
        self.argument = argument.strip('[]')
        self.is_folder = self.argument in FOLDERS
        self.is_file = self.argument.startswith('FILE')
        self.is_preset = self.name == 'preset'

    def words(self):
        """The choices among an argument such as keep|strip or long:N|percent:P; what is to be filled in is cut off."""
        if '|' not in self.argument:
            return []
        cut = [re.sub(r'[A-Z].*$', '', word) for word in self.argument.split('|')]
        return [word for word in cut if word and '.' not in word]


def read_options(program):
    told = subprocess.run([program, '--help'], capture_output=True, encoding='utf-8', check=True,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': ''}).stdout
    return [Option(match) for match in map(OPTION.match, told.splitlines()) if match]


def bash(options):
    flags = ' '.join(sorted(f'--{o.name}' for o in options) + sorted(f'-{o.short}' for o in options if o.short))
    cases = []
    for o in options:
        if not o.argument or o.optional:
            continue
        names = f'--{o.name}' + (f'|-{o.short}' if o.short else '')
        if o.is_preset:
            action = '_ambrotype_export_presets'
        elif o.name == 'set':
            action = '_ambrotype_export_edits; return'
        elif o.words():
            action = f"mapfile -t COMPREPLY < <(compgen -W '{' '.join(o.words())}' -- \"$cur\")"
        elif o.is_folder:
            action = 'mapfile -t COMPREPLY < <(compgen -d -- "$cur"); compopt -o filenames'
        elif o.is_file:
            action = 'mapfile -t COMPREPLY < <(compgen -f -- "$cur"); compopt -o filenames'
        else:
            action = 'COMPREPLY=()'
        cases.append(f'    {names}) {action}; _ambrotype_export_colon; return ;;')
    return f'''# bash completion for {NAME}
_ambrotype_export_presets ()
{{
  local preset
  COMPREPLY=()
  while IFS= read -r preset; do
    [[ $preset == ' '* || ${{preset,,}} != "${{cur,,}}"* ]] || COMPREPLY+=("${{preset// /\\\\ }}")
  done < <({NAME} --list-presets 2>/dev/null)
}}

_ambrotype_export_edits ()
{{
  local edits
  edits=$({NAME} --list-operations 2>/dev/null | sed -n 's/^  \\([a-z0-9-]*\\.[a-z0-9-]*\\) .*/\\1=/p')
  mapfile -t COMPREPLY < <(compgen -W "$edits" -- "$cur")
  compopt -o nospace
}}

# A word that ends in a colon goes on.
_ambrotype_export_colon ()
{{
  if [[ ${{#COMPREPLY[@]}} -eq 1 && ${{COMPREPLY[0]}} == *: ]]; then compopt -o nospace; fi
}}

_ambrotype_export ()
{{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}}
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = && $COMP_CWORD -ge 2 ]]; then
    prev=${{COMP_WORDS[COMP_CWORD-2]}}
  fi
  case $prev in
{chr(10).join(cases)}
  esac
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W '{flags}' -- "$cur")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    compopt -o filenames
  fi
}}

complete -F _ambrotype_export {NAME}
'''


def zsh_text(text):
    return text.replace("'", "'\\''").replace('[', '\\[').replace(']', '\\]').replace(':', '\\:')


def zsh_action(option):
    if option.is_preset:
        return '_ambrotype_export_presets'
    if option.name == 'set':
        return '_ambrotype_export_edits'
    if option.words():
        return '(' + ' '.join(word.replace(':', '\\:') for word in option.words()) + ')'
    if option.is_folder:
        return '_files -/'
    return '_files' if option.is_file else ' '


def zsh(options):
    lines = []
    for o in options:
        names = f'--{o.name}' + ('=' if o.argument and not o.optional else '')
        value = f':{zsh_text(o.argument)}:{zsh_action(o)}' if o.argument and not o.optional else ''
        if o.short:
            both = f"'(-{o.short} --{o.name})'{{-{o.short}{'+' if value else ''},{names}}}"
        else:
            both = "'" + ('*' if o.name == 'set' else '') + names
            both = both + "'"
        lines.append(f"    {both}'[{zsh_text(o.help)}]{value}' \\")
    return f'''#compdef {NAME}

_ambrotype_export_presets ()
{{
  local -a presets
  presets=("${{(@f)$({NAME} --list-presets 2>/dev/null | grep -v '^ ')}}")
  compadd -M 'm:{{a-z}}={{A-Z}}' -- $presets
}}

_ambrotype_export_edits ()
{{
  local -a edits
  edits=("${{(@f)$({NAME} --list-operations 2>/dev/null | sed -n 's/^  \\([a-z0-9-]*\\.[a-z0-9-]*\\) .*/\\1=/p')}}")
  compadd -S '' -- $edits
}}

_ambrotype_export ()
{{
  _arguments -s \\
{chr(10).join(lines)}
    '*:photo or folder:_files'
}}

_ambrotype_export "$@"
'''


def fish_text(text):
    return text.replace('\\', '\\\\').replace("'", "\\'")


def fish(options):
    lines = [f'# fish completion for {NAME}']
    for o in options:
        words = [f'complete -c {NAME}', f'-l {o.name}']
        if o.short:
            words.insert(1, f'-s {o.short}')
        if o.argument and not o.optional:
            words.append('-r' if o.is_file or o.is_folder else '-x')
        if o.is_preset:
            words.append(f"-a '({NAME} --list-presets 2>/dev/null | string match -rv \"^ \")'")
        elif o.name == 'set':
            words.append(f"-a '({NAME} --list-operations 2>/dev/null | string match -rg \"^  ([a-z0-9-]+\\.[a-z0-9-]+) \""
                         " | string replace -r \"\$\" =)'")
        elif o.is_folder:
            words.append("-a '(__fish_complete_directories)'")
        elif o.words() and not o.optional:
            words.append(f"-a '{' '.join(o.words())}'")
        lines.append(' '.join(words) + f" -d '{fish_text(o.help)}'")
    return '\n'.join(lines) + '\n'


def main():
    shell, program = sys.argv[1:]
    options = read_options(program)
    assert len(options) > 10, 'the help text is not as it was'
    sys.stdout.reconfigure(encoding='utf-8')
    sys.stdout.write({'bash': bash, 'zsh': zsh, 'fish': fish}[shell](options))


main()
