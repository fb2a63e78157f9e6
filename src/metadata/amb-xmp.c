/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The XMP packet after an edit: upright, and without a thumbnail of what the picture was before.
 * All else stays as it is. */
#include "amb-metadata.h"

#include <string.h>

/* Behind name= and a quote, or behind name and >. */
static gsize
value_offset (const char *text, gsize length, gsize after_name)
{
  gsize i = after_name;

  while (i < length && (g_ascii_isspace (text[i]) || text[i] == '='))
    i++;
  return i < length && (text[i] == '"' || text[i] == '\'' || text[i] == '>') ? i + 1 : length;
}

static void
reset_orientation (GString *text)
{
  static const char name[] = "tiff:Orientation";
  gsize offset = 0;

  for (const char *hit;
       (hit = memmem (text->str + offset, text->len - offset, name, sizeof name - 1)) != NULL;)
    {
      gsize value;

      offset = (gsize) (hit - text->str) + sizeof name - 1;
      value = value_offset (text->str, text->len, offset);
      while (value < text->len && g_ascii_isspace (text->str[value]))
        value++;
      if (value + 1 < text->len && text->str[value] >= '1' && text->str[value] <= '8'
          && !g_ascii_isdigit (text->str[value + 1]))
        text->str[value] = '1';
    }
}

/* All of an element, from its opening to its closing tag. */
static void
remove_element (GString *text, const char *name)
{
  g_autofree char *opening = g_strconcat ("<", name, NULL);
  g_autofree char *closing = g_strconcat ("</", name, ">", NULL);
  const char *start = memmem (text->str, text->len, opening, strlen (opening));
  const char *stop;

  if (start == NULL)
    return;
  stop = memmem (start, text->len - (gsize) (start - text->str), closing, strlen (closing));
  if (stop != NULL)
    g_string_erase (text, start - text->str, (gssize) (stop - start) + (gssize) strlen (closing));
}

GBytes *
amb_metadata_update_xmp (GBytes *xmp)
{
  gsize length;
  const char *bytes;
  GString *text;

  if (xmp == NULL)
    return NULL;
  bytes = g_bytes_get_data (xmp, &length);
  text = g_string_new_len (bytes, (gssize) length);
  reset_orientation (text);
  remove_element (text, "xmp:Thumbnails");
  remove_element (text, "xap:Thumbnails");
  return g_string_free_to_bytes (text);
}
