/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One row per field; the rest of a template is copied as it is. */
#include "amb-name-template.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"

typedef struct
{
  const char *word; /* what stands between the braces */
  void (*append) (GString *name, const AmbNameFields *fields);
} Field;

static void
append_name (GString *name, const AmbNameFields *fields)
{
  g_string_append (name, fields->name);
}

static void
append_ext (GString *name, const AmbNameFields *fields)
{
  g_string_append (name, fields->ext);
}

static const Field known_fields[] = {
  { "name", append_name },
  { "ext", append_ext },
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

static gboolean
fail_unknown (GError **error, const char *word, gsize length)
{
  g_autofree char *raw = g_strndup (word, length);
  g_autofree char *given = g_filename_display_name (raw);
  g_autoptr (GString) known = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (known_fields); i++)
    g_string_append_printf (known, "%s{%s}", i > 0 ? ", " : "", known_fields[i].word);
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("A name has no field “{%s}”; the fields are %s."), given, known->str);
  return FALSE;
}

/* Walks the template; name may be NULL to check it only. */
static gboolean
walk (const char *text, const AmbNameFields *fields, GString *name, GError **error)
{
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '{')
      {
        const char *word = p + 1;
        gsize length = strcspn (word, "{}");
        if (word[length] != '}')
          {
            g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                                 _("A name has a “{” without its “}”."));
            return FALSE;
          }
        const Field *field = find_field (word, length);
        if (field == NULL)
          return fail_unknown (error, word, length);
        if (name != NULL)
          field->append (name, fields);
        p = word + length;
      }
    else if (*p == '}')
      {
        g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                             _("A name has a “}” without its “{”."));
        return FALSE;
      }
    else if (name != NULL)
      g_string_append_c (name, *p);
  return TRUE;
}

gboolean
amb_name_template_check (const char *text, GError **error)
{
  if (*text == '\0')
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS, _("A name must not be empty."));
      return FALSE;
    }
  if (strchr (text, '/') != NULL)
    {
      g_set_error_literal (error, AMB_ERROR, AMB_ERROR_SETTINGS,
                           _("A name must not hold a “/”; give the folder as output."));
      return FALSE;
    }
  return walk (text, NULL, NULL, error);
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

char *
amb_name_template_expand (const char *text, const AmbNameFields *fields)
{
  g_autoptr (GString) name = g_string_new (NULL);
  walk (text, fields, name, NULL);
  for (gsize i = 0; i < name->len; i++)
    if (name->str[i] == '/')
      name->str[i] = '_';
  if (name->len == 0 || strcmp (name->str, ".") == 0 || strcmp (name->str, "..") == 0)
    g_string_append_c (name, '_');
  return amb_name_shorten (name->str, AMB_NAME_MAX_BYTES);
}
