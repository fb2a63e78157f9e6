/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One row per error: the sentences that people read, and whether the machine is at fault. */
#include "amb-error.h"

#include <errno.h>
#include <string.h>
#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (amb - error - quark, amb_error)

enum
{
  MAX_DETAIL_CHARS = 240, /* a worker may send far more than anybody reads */
};

typedef struct
{
  const char *plain;    /* without a detail; {file} stands for the file's name */
  const char *detailed; /* with one; {detail} stands for it. NULL: the detail adds nothing */
  gboolean machine;     /* the same file would work on another day or another machine */
} Sentence;

static const Sentence sentences[AMB_N_ERRORS] = {
  [AMB_ERROR_FAILED]
  = { N_("“{file}” could not be processed."), N_("“{file}” could not be processed: {detail}.") },
  [AMB_ERROR_NOT_FOUND]
  = { N_("“{file}” was not found."), N_("“{file}” was not found: {detail}.") },
  [AMB_ERROR_PERMISSION] = { N_("You do not have permission to read “{file}”."), NULL },
  [AMB_ERROR_NOT_REGULAR]
  = { N_("“{file}” is not a regular file."), N_("“{file}” is not a regular file but {detail}.") },
  [AMB_ERROR_EMPTY] = { N_("“{file}” is empty."), NULL },
  [AMB_ERROR_READ]
  = { N_("“{file}” could not be read."), N_("“{file}” could not be read: {detail}.") },
  [AMB_ERROR_UNKNOWN_TYPE]
  = { N_("“{file}” is not in a picture format that this version reads."),
      N_("“{file}” is not in a picture format that this version reads: {detail}.") },
  [AMB_ERROR_DAMAGED] = { N_("“{file}” is damaged."), N_("“{file}” is damaged: {detail}.") },
  [AMB_ERROR_TRUNCATED] = { N_("“{file}” is incomplete: part of the picture is missing."),
                            N_("“{file}” is incomplete: {detail}.") },
  [AMB_ERROR_ZERO_SIZED] = { N_("“{file}” is a picture without any pixels."), NULL },
  [AMB_ERROR_TOO_LARGE]
  = { N_("“{file}” is too large."), N_("“{file}” is too large: {detail}.") },
  [AMB_ERROR_UNSUPPORTED]
  = { N_("“{file}” uses a feature of its format that this version cannot read."),
      N_("“{file}” uses a feature that this version cannot read: {detail}.") },
  [AMB_ERROR_MEMORY] = { N_("There is not enough memory for “{file}”."),
                         N_("There is not enough memory for “{file}”: {detail}."), TRUE },
  [AMB_ERROR_TIMEOUT] = { N_("“{file}” took too long and was stopped."),
                          N_("“{file}” took too long and was stopped: {detail}.") },
  [AMB_ERROR_CRASHED] = { N_("“{file}” was set aside because it crashed its worker."), NULL },
  [AMB_ERROR_START]
  = { N_("“{file}” was not processed because no worker process could be started."),
      N_("“{file}” was not processed because no worker process could be started: {detail}."),
      TRUE },
  [AMB_ERROR_SANDBOX]
  = { N_("“{file}” was not opened because the sandbox for it could not be closed."),
      N_("“{file}” was not opened because the sandbox for it could not be closed: {detail}."),
      TRUE },
  [AMB_ERROR_PROTOCOL]
  = { N_("“{file}” was stopped because its worker process sent an invalid message."),
      N_("“{file}” was stopped because its worker process sent an invalid message: {detail}.") },
  [AMB_ERROR_WRITE]
  = { N_("“{file}” could not be written."), N_("“{file}” could not be written: {detail}.") },
  [AMB_ERROR_NO_SPACE] = { N_("There is not enough space to write “{file}”."),
                           N_("There is not enough space to write “{file}”: {detail}."), TRUE },
  [AMB_ERROR_EXISTS] = { N_("“{file}” already exists and was left as it is."), NULL },
  [AMB_ERROR_CANCELLED] = { N_("“{file}” was cancelled."), NULL },
  [AMB_ERROR_RECIPE] = { N_("“{file}” cannot be used as an edit."),
                         N_("“{file}” cannot be used as an edit: {detail}.") },
  [AMB_ERROR_SETTINGS] = { N_("“{file}” cannot be used as a setting."),
                           N_("“{file}” cannot be used as a setting: {detail}.") },
  [AMB_ERROR_LUT] = { N_("“{file}” needs a LUT that cannot be used."),
                      N_("“{file}” needs a LUT that cannot be used: {detail}.") },
  [AMB_ERROR_OVER_LIMIT] = { N_("“{file}” cannot be made as small as was asked for."),
                             N_("“{file}” cannot be made as small as was asked for: {detail}.") },
  [AMB_ERROR_INSTALLATION]
  = { N_("“{file}” needs a part of Ambrotype that cannot be loaded. Install Ambrotype again."),
      N_("“{file}” needs a part of Ambrotype that cannot be loaded ({detail}). Install Ambrotype "
          "again."),
      TRUE },
};

static const Sentence *
sentence_for (AmbError code)
{
  guint row = (guint) code;
  return &sentences[row < AMB_N_ERRORS ? row : AMB_ERROR_FAILED];
}

/* Names and details come from files and workers: no control character may reach a terminal or a
 * label. */
static char *
make_printable (const char *text, glong max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *printable = g_string_new (NULL);
  glong chars = 0;
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (++chars > max_chars)
        {
          g_string_append_unichar (printable, 0x2026);
          break;
        }
      g_string_append_unichar (printable, g_unichar_iscntrl (c) ? 0xfffd : c);
    }
  return g_string_free (printable, FALSE);
}

/* text with its numbers as %u, and (out) these. */
static char *
take_numbers (const char *text, GPtrArray *numbers)
{
  GString *format = g_string_new (NULL);
  while (*text != '\0')
    {
      gsize digits = strspn (text, "0123456789");
      if (digits > 0)
        g_ptr_array_add (numbers, g_strndup (text, digits));
      if (digits > 0)
        g_string_append (format, "%u");
      else
        g_string_append_c (format, *text);
      text += MAX (digits, 1);
    }
  return g_string_free (format, FALSE);
}

/* Never printf: what format says may be a file's. */
static char *
put_numbers (const char *format, const GPtrArray *numbers)
{
  g_auto (GStrv) between = g_strsplit (format, "%u", -1);
  GString *text = g_string_new (between[0]);
  for (guint i = 0; i < numbers->len && between[i + 1] != NULL; i++)
    g_string_append_printf (text, "%s%s", (const char *) numbers->pdata[i], between[i + 1]);
  return g_string_free (text, FALSE);
}

/* NULL when it is not one of ours: a library's stays as it is. */
static char *
translate_part (const char *text)
{
  g_autoptr (GPtrArray) numbers = g_ptr_array_new_with_free_func (g_free);
  const char *known = *text != '\0' ? _(text) : text;
  if (known != text)
    return g_strdup (known);
  g_autofree char *format = take_numbers (text, numbers);
  known = numbers->len > 0 ? _(format) : format;
  return known != format ? put_numbers (known, numbers) : NULL;
}

/* Workers do not translate, but what they write themselves is marked there by N_(): as a whole, or
 * what stands before or behind a colon, with %u for numbers. */
static char *
translate_detail (const char *detail)
{
  char *whole = translate_part (detail);
  if (whole != NULL)
    return whole;
  g_auto (GStrv) parts = g_strsplit (detail, ": ", -1);
  for (char **part = parts; *part != NULL; part++)
    {
      char *translated = translate_part (*part);
      if (translated == NULL)
        continue;
      g_free (*part);
      *part = translated;
    }
  return g_strjoinv (": ", parts);
}

/* The detail without the full stop and line end that libraries like to put there, translated if it
 * is ours; NULL when nothing is left. */
static char *
prepare_detail (const char *detail)
{
  g_autofree char *trimmed = g_strdup (detail != NULL ? detail : "");
  g_strstrip (trimmed);
  gsize length = strlen (trimmed);
  while (length > 0 && (trimmed[length - 1] == '.' || g_ascii_isspace (trimmed[length - 1])))
    trimmed[--length] = '\0';
  if (length == 0)
    return NULL;
  g_autofree char *printable = make_printable (trimmed, MAX_DETAIL_CHARS);
  return translate_detail (printable);
}

/* Twice is the rule; more is for deaths that were not its own, less for none. */
static const char *
crash_format (gboolean while_opening, guint times)
{
  if (times == 2)
    return while_opening
               ? _("“{file}” was set aside because it crashed its decoder ({detail}) twice.")
               : _("“{file}” was set aside because it crashed its worker ({detail}) twice.");
  return while_opening
             ? ngettext (
                 "“{file}” was set aside because it crashed its decoder ({detail}) once.",
                 "“{file}” was set aside because it crashed its decoder ({detail}) {times} times.",
                 times)
             : ngettext (
                 "“{file}” was set aside because it crashed its worker ({detail}) once.",
                 "“{file}” was set aside because it crashed its worker ({detail}) {times} times.",
                 times);
}

/* One pass, so that a file called "{detail}" stays what it is. */
static char *
expand (const char *format, const char *file, const char *detail, const char *times)
{
  const struct
  {
    const char *name, *value;
  } parts[] = { { "{file}", file }, { "{detail}", detail }, { "{times}", times } };
  GString *text = g_string_new (NULL);
  for (const char *p = format; *p != '\0';)
    {
      guint i = 0;
      while (i < G_N_ELEMENTS (parts) && !g_str_has_prefix (p, parts[i].name))
        i++;
      if (i < G_N_ELEMENTS (parts))
        {
          g_string_append (text, parts[i].value);
          p += strlen (parts[i].name);
        }
      else
        g_string_append_c (text, *p++);
    }
  return g_string_free (text, FALSE);
}

char *
amb_error_sentence (AmbError code, const char *display_name, const char *detail)
{
  const Sentence *sentence = sentence_for (code);
  g_autofree char *file = make_printable (display_name != NULL ? display_name : "?", G_MAXLONG);
  g_autofree char *cause = sentence->detailed != NULL ? prepare_detail (detail) : NULL;

  if (cause == NULL)
    return expand (_(sentence->plain), file, "", "");
  return expand (_(sentence->detailed), file, cause, "");
}

void
amb_error_set (GError **error, AmbError code, const char *display_name, const char *detail)
{
  g_autofree char *sentence = amb_error_sentence (code, display_name, detail);
  g_set_error_literal (error, AMB_ERROR, code, sentence);
}

void
amb_error_set_crashed (GError **error,
                       const char *display_name,
                       gboolean while_opening,
                       const char *detail,
                       guint times)
{
  g_autofree char *file = make_printable (display_name != NULL ? display_name : "?", G_MAXLONG);
  g_autofree char *cause = prepare_detail (detail);
  g_autofree char *number = g_strdup_printf ("%u", times);
  g_autofree char *sentence = NULL;

  if (cause == NULL)
    sentence = amb_error_sentence (AMB_ERROR_CRASHED, display_name, NULL);
  else
    sentence = expand (crash_format (while_opening, times), file, cause, number);
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_CRASHED, sentence);
}

AmbError
amb_error_from_errno (int errsv, gboolean writing)
{
  switch (errsv)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG: /* over a limit that the system, or who started us, has set */
      return AMB_ERROR_NO_SPACE;
    case ENOMEM:
      return AMB_ERROR_MEMORY;
    case EEXIST:
      return writing ? AMB_ERROR_EXISTS : AMB_ERROR_READ;
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
      return writing ? AMB_ERROR_WRITE : AMB_ERROR_NOT_FOUND;
    case EACCES:
    case EPERM:
      return writing ? AMB_ERROR_WRITE : AMB_ERROR_PERMISSION;
    case EISDIR:
    case ENXIO:
      return writing ? AMB_ERROR_WRITE : AMB_ERROR_NOT_REGULAR;
    default:
      return writing ? AMB_ERROR_WRITE : AMB_ERROR_READ;
    }
}

void
amb_error_set_errno (GError **error, int errsv, gboolean writing, const char *display_name)
{
  AmbError code = amb_error_from_errno (errsv, writing);
  gboolean says_more = code == AMB_ERROR_WRITE || code == AMB_ERROR_READ;
  amb_error_set (error, code, display_name, says_more ? g_strerror (errsv) : NULL);
}

gboolean
amb_error_is_machine (const GError *error)
{
  return error != NULL && error->domain == AMB_ERROR && sentence_for (error->code)->machine;
}
