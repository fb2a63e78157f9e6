/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One row per field; the rest of a template is copied as it is. */
#include "amb-name-template.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"
#include "amb-name-date.h"

enum
{
  MAX_COUNTER_DIGITS = 9,
};

/* What stands behind a field's colon; empty where there is none. */
typedef struct
{
  const char *text;
  gsize length;
} Format;

typedef struct
{
  const char *word; /* what stands between the braces */
  const char *shown;
  AmbNameNeeds needs;
  void (*append) (GString *name, const AmbNameFields *fields, const Format *format);
  gboolean (*check) (const Format *format, GError **error); /* NULL: it takes no format */
} Field;

static void
append_name (GString *name, const AmbNameFields *fields, const Format *format)
{
  g_string_append (name, fields->name);
}

static void
append_ext (GString *name, const AmbNameFields *fields, const Format *format)
{
  g_string_append (name, fields->ext);
}

/* What somebody else wrote: nothing that a file system, here or on a memory card, cannot have in a
 * name, and nothing that hides the file. */
static void
append_text (GString *name, const char *text, const char *otherwise)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL && *text != '\0' ? text : otherwise, -1);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean is_safe = g_unichar_isprint (c)
                         && (c >= 0x80 || strchr ("/\\:*?\"<>|", (int) c) == NULL)
                         && (c != '.' || p > valid);
      g_string_append_unichar (name, is_safe ? c : '_');
    }
}

static void
append_number (GString *name, guint number)
{
  if (number > 0)
    g_string_append_printf (name, "%u", number);
  else
    g_string_append (name, "unknown");
}

static void
append_date_as (GString *name, const AmbNameFields *fields, const Format *format, const char *usual)
{
  if (fields->taken == NULL)
    g_string_append (name, "unknown");
  else if (format->length > 0)
    amb_name_date_append (name, format->text, format->length, fields->taken);
  else
    amb_name_date_append (name, usual, strlen (usual), fields->taken);
}

static void
append_date (GString *name, const AmbNameFields *fields, const Format *format)
{
  append_date_as (name, fields, format, "%Y-%m-%d");
}

static void
append_time (GString *name, const AmbNameFields *fields, const Format *format)
{
  append_date_as (name, fields, format, "%H-%M-%S");
}

static void
append_camera (GString *name, const AmbNameFields *fields, const Format *format)
{
  append_text (name, fields->camera, "unknown");
}

static void
append_lens (GString *name, const AmbNameFields *fields, const Format *format)
{
  append_text (name, fields->lens, "unknown");
}

static void
append_iso (GString *name, const AmbNameFields *fields, const Format *format)
{
  append_number (name, fields->iso);
}

static void
append_width (GString *name, const AmbNameFields *fields, const Format *format)
{
  append_number (name, fields->width);
}

static void
append_height (GString *name, const AmbNameFields *fields, const Format *format)
{
  append_number (name, fields->height);
}

static void
append_long (GString *name, const AmbNameFields *fields, const Format *format)
{
  append_number (name, MAX (fields->width, fields->height));
}

static void
append_counter (GString *name, const AmbNameFields *fields, const Format *format)
{
  int digits = format->length > 0 ? format->text[0] - '0' : 1;
  g_string_append_printf (name, "%0*u", digits, fields->counter);
}

static void
append_folder (GString *name, const AmbNameFields *fields, const Format *format)
{
  append_text (name, fields->folder, "unknown");
}

static void
append_preset (GString *name, const AmbNameFields *fields, const Format *format)
{
  append_text (name, fields->preset, "custom");
}

static gboolean
check_date (const Format *format, GError **error)
{
  return amb_name_date_check (format->text, format->length, error);
}

static gboolean
check_counter (const Format *format, GError **error)
{
  if (format->length == 1 && format->text[0] >= '1' && format->text[0] <= '0' + MAX_COUNTER_DIGITS)
    return TRUE;
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("A counter in a name has 1 to %d digits, written as {counter:4}."),
               MAX_COUNTER_DIGITS);
  return FALSE;
}

static const Field known_fields[] = {
  { "name", "{name}", AMB_NAME_NEEDS_NOTHING, append_name, NULL },
  { "ext", "{ext}", AMB_NAME_NEEDS_NOTHING, append_ext, NULL },
  { "date", "{date:%Y-%m-%d}", AMB_NAME_NEEDS_METADATA | AMB_NAME_NEEDS_DATE, append_date,
    check_date },
  { "time", "{time}", AMB_NAME_NEEDS_METADATA | AMB_NAME_NEEDS_DATE, append_time, check_date },
  { "camera", "{camera}", AMB_NAME_NEEDS_METADATA, append_camera, NULL },
  { "lens", "{lens}", AMB_NAME_NEEDS_METADATA, append_lens, NULL },
  { "iso", "{iso}", AMB_NAME_NEEDS_METADATA, append_iso, NULL },
  { "width", "{width}", AMB_NAME_NEEDS_SIZE, append_width, NULL },
  { "height", "{height}", AMB_NAME_NEEDS_SIZE, append_height, NULL },
  { "long", "{long}", AMB_NAME_NEEDS_SIZE, append_long, NULL },
  { "counter", "{counter:4}", AMB_NAME_NEEDS_NOTHING, append_counter, check_counter },
  { "folder", "{folder}", AMB_NAME_NEEDS_NOTHING, append_folder, NULL },
  { "preset", "{preset}", AMB_NAME_NEEDS_NOTHING, append_preset, NULL },
};

static const Field *
find_field (const char *word, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_fields); i++)
    if (strlen (known_fields[i].word) == length
        && strncmp (known_fields[i].word, word, length) == 0)
      return &known_fields[i];
  return NULL;
}

static char *
list_fields (void)
{
  GString *help = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (known_fields); i++)
    g_string_append_printf (help, "%s%s", i > 0 ? " " : "", known_fields[i].shown);
  return g_string_free (help, FALSE);
}

static gboolean
fail_unknown (GError **error, const char *word, gsize length)
{
  g_autofree char *raw = g_strndup (word, length);
  g_autofree char *given = g_filename_display_name (raw);
  g_autofree char *known = list_fields ();
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("A name has no field “{%s}”; the fields are %s."), given, known);
  return FALSE;
}

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS, sentence);
  return FALSE;
}

/* What a template is made of: bytes as they are, and fields. */
typedef struct
{
  void (*literal) (char byte, gpointer user_data);
  void (*field) (const Field *field, const Format *format, gpointer user_data);
} Visitor;

/* text: what stands between braces. */
static gboolean
read_field (const char *text, gsize length, const Field **field, Format *format, GError **error)
{
  const char *colon = memchr (text, ':', length);
  gsize word = colon != NULL ? (gsize) (colon - text) : length;

  *field = find_field (text, word);
  *format = (Format){ text + word, 0 };
  if (*field == NULL || (colon != NULL && (*field)->check == NULL))
    return fail_unknown (error, text, length);
  if (colon == NULL)
    return TRUE;
  *format = (Format){ colon + 1, length - word - 1 };
  return (*field)->check (format, error);
}

static gboolean
walk (const char *text, const Visitor *visitor, gpointer user_data, GError **error)
{
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '{')
      {
        const Field *field;
        Format format;
        gsize length = strcspn (p + 1, "{}");
        if (p[1 + length] != '}')
          return fail (error, _("A name has a “{” without its “}”."));
        if (!read_field (p + 1, length, &field, &format, error))
          return FALSE;
        visitor->field (field, &format, user_data);
        p += 1 + length;
      }
    else if (*p == '}')
      return fail (error, _("A name has a “}” without its “{”."));
    else
      visitor->literal (*p, user_data);
  return TRUE;
}

/* Checking: a field, or a letter of a date, stands for a byte that is no slash. */
static void
check_literal (char byte, gpointer user_data)
{
  g_string_append_c (user_data, byte);
}

static void
check_field (const Field *field, const Format *format, gpointer user_data)
{
  if (format->length == 0)
    g_string_append_c (user_data, 'x');
  for (gsize i = 0; i < format->length; i++)
    {
      gboolean is_letter = format->text[i] == '%';
      g_string_append_c (user_data, is_letter ? 'x' : format->text[i]);
      i += is_letter;
    }
}

/* Below the output folder and nowhere else. */
static gboolean
check_parts (const char *path, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] == '\0' || strcmp (parts[i], ".") == 0 || strcmp (parts[i], "..") == 0)
      return fail (error,
                   _("In a name, “/” separates folders below the output folder; none of its "
                      "parts may be empty, “.” or “..”."));
  return TRUE;
}

gboolean
amb_name_template_check (const char *text, GError **error)
{
  static const Visitor visitor = { check_literal, check_field };
  g_autoptr (GString) path = g_string_new (NULL);
  if (*text == '\0')
    return fail (error, _("A name must not be empty."));
  return walk (text, &visitor, path, error) && check_parts (path->str, error);
}

static void
skip_literal (char byte, gpointer user_data)
{
}

static void
add_needs (const Field *field, const Format *format, gpointer user_data)
{
  *(AmbNameNeeds *) user_data |= field->needs;
}

AmbNameNeeds
amb_name_template_needs (const char *text)
{
  static const Visitor visitor = { skip_literal, add_needs };
  AmbNameNeeds needs = AMB_NAME_NEEDS_NOTHING;
  walk (text, &visitor, &needs, NULL);
  return needs;
}

void
amb_name_split (const char *name, char **stem, char **extension)
{
  const char *dot = strrchr (name, '.');
  if (dot == NULL || dot == name)
    dot = name + strlen (name);
  *stem = g_strndup (name, dot - name);
  *extension = g_strdup (*dot == '.' ? dot + 1 : "");
}

static gboolean
is_continuation (char byte)
{
  return ((guchar) byte & 0xc0) == 0x80;
}

char *
amb_name_shorten (const char *name, gsize max_bytes)
{
  gsize length = strlen (name);
  const char *dot = strrchr (name, '.');
  gsize tail = dot != NULL && dot != name ? strlen (dot) : 0;
  if (length <= max_bytes)
    return g_strdup (name);
  if (tail >= max_bytes)
    tail = 0; /* an extension that leaves no room for a name is none */
  gsize head = max_bytes - tail;
  while (head > 1 && is_continuation (name[head]))
    head--;
  return g_strdup_printf ("%.*s%s", (int) head, name, name + length - tail);
}

typedef struct
{
  const AmbNameFields *fields;
  GString *part;
  GString *path;
} Expansion;

/* The part is finished: made into a name and put behind the others. */
static void
end_part (Expansion *self)
{
  const char *part = self->part->str;
  if (*part == '\0' || strcmp (part, ".") == 0 || strcmp (part, "..") == 0)
    g_string_append_c (self->part, '_');
  g_autofree char *fitting = amb_name_shorten (self->part->str, AMB_NAME_MAX_BYTES);
  if (self->path->len > 0)
    g_string_append_c (self->path, '/');
  g_string_append (self->path, fitting);
  g_string_truncate (self->part, 0);
}

static void
expand_literal (char byte, gpointer user_data)
{
  Expansion *self = user_data;
  if (byte == '/')
    end_part (self);
  else
    g_string_append_c (self->part, g_ascii_iscntrl (byte) ? '_' : byte);
}

static void
expand_whole_field (Expansion *self, const Field *field, const Format *format)
{
  gsize start = self->part->len;
  field->append (self->part, self->fields, format);
  for (gsize i = start; i < self->part->len; i++)
    if (self->part->str[i] == '/')
      self->part->str[i] = '_';
}

/* A format's own slashes separate folders too: {date:%Y/%m}. */
static void
expand_field (const Field *field, const Format *format, gpointer user_data)
{
  Expansion *self = user_data;
  const char *text = format->text;
  const char *end = format->text + format->length;
  const char *slash;
  for (; (slash = memchr (text, '/', (gsize) (end - text))) != NULL; text = slash + 1)
    {
      const Format piece = { text, (gsize) (slash - text) };
      if (piece.length > 0)
        expand_whole_field (self, field, &piece);
      end_part (self);
    }
  const Format rest = { text, (gsize) (end - text) };
  if (rest.length > 0 || format->length == 0)
    expand_whole_field (self, field, &rest);
}

char *
amb_name_template_expand (const char *text, const AmbNameFields *fields)
{
  static const Visitor visitor = { expand_literal, expand_field };
  g_autoptr (GString) part = g_string_new (NULL);
  Expansion expansion = { fields, part, g_string_new (NULL) };
  walk (text, &visitor, &expansion, NULL);
  end_part (&expansion);
  return g_string_free (expansion.path, FALSE);
}
