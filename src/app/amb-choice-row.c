/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A combo row bound to a string key. */
#include "amb-choice-row.h"

static gboolean
word_to_selected (GValue *value, GVariant *variant, gpointer user_data)
{
  GPtrArray *words = user_data;
  guint index = 0;
  g_ptr_array_find_with_equal_func (words, g_variant_get_string (variant, NULL), g_str_equal,
                                    &index);
  g_value_set_uint (value, index < words->len ? index : 0);
  return TRUE;
}

static GVariant *
selected_to_word (const GValue *value, const GVariantType *type, gpointer user_data)
{
  GPtrArray *words = user_data;
  guint index = g_value_get_uint (value);
  return index < words->len ? g_variant_new_string (g_ptr_array_index (words, index)) : NULL;
}

void
amb_choice_row_bind (AdwComboRow *row,
                     GSettings *settings,
                     const char *key,
                     const AmbChoice *choices,
                     guint n_choices)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n_choices; i++)
    {
      gtk_string_list_append (titles, choices[i].title);
      g_ptr_array_add (words, g_strdup (choices[i].word));
    }
  adw_combo_row_set_model (row, G_LIST_MODEL (titles));
  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT,
                                word_to_selected, selected_to_word, words,
                                (GDestroyNotify) g_ptr_array_unref);
}
