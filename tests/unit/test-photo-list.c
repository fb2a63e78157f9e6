/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of photos that are open together: its order, its position, its marks. */
#include "amb-photo-list.h"

#include "remove-tree.h"

typedef struct
{
  char *folder;
  GPtrArray *files; /* GFile, to open */
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("photo-list-XXXXXX", NULL);
  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  g_assert_nonnull (self->folder);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  remove_tree (self->folder);
  g_free (self->folder);
  g_ptr_array_unref (self->files);
}

/* An empty file with the extension of a photo: listed, and not read here. */
static void
make (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
}

static void
add (Fixture *self, const char *name)
{
  g_ptr_array_add (self->files, g_file_new_build_filename (self->folder, name, NULL));
}

static AmbPhotoList *
open_all (Fixture *self)
{
  return amb_photo_list_new ((GFile **) self->files->pdata, self->files->len);
}

static void
wait_for_all (AmbPhotoList *list)
{
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  while (amb_photo_list_is_collecting (list) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (amb_photo_list_is_collecting (list));
}

static char *
join_names (AmbPhotoList *list)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (AmbListedPhoto) photo = g_list_model_get_item (G_LIST_MODEL (list), i);
      g_string_append_printf (names, "%s ", amb_listed_photo_get_name (photo));
    }
  return g_string_free (names, FALSE);
}

static void
test_order (Fixture *self, gconstpointer data)
{
  const char *names[] = { "z.jpg", "trip/10.jpg", "trip/2.jpg", "trip/notes.txt", "a.jpg" };
  g_autoptr (AmbPhotoList) list = NULL;
  g_autofree char *joined = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    make (self, names[i]);
  add (self, "z.jpg");
  add (self, "trip");
  add (self, "a.jpg");
  add (self, "gone.jpg");
  list = open_all (self);
  g_assert_true (amb_photo_list_is_collecting (list));
  g_assert_cmpuint (amb_photo_list_get_position (list), ==, AMB_PHOTO_LIST_NOWHERE);
  g_assert_null (amb_photo_list_get_shown (list));
  wait_for_all (list);
  joined = join_names (list);
  g_assert_cmpstr (joined, ==, "z.jpg 2.jpg 10.jpg a.jpg gone.jpg ");
  g_assert_cmpuint (amb_photo_list_get_position (list), ==, 0);
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  g_autoptr (AmbPhotoList) list = NULL;

  make (self, "trip/notes.txt");
  add (self, "trip");
  list = open_all (self);
  wait_for_all (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  g_assert_cmpuint (amb_photo_list_get_position (list), ==, AMB_PHOTO_LIST_NOWHERE);
  g_assert_false (amb_photo_list_can_move (list, 1));
  g_assert_false (amb_photo_list_can_move (list, -1));
  amb_photo_list_move (list, 1);
  amb_photo_list_set_position (list, 0);
  g_assert_null (amb_photo_list_get_shown (list));
}

static void
count (guint *n)
{
  *n += 1;
}

static AmbListedMarks
marks_of (AmbPhotoList *list, guint position)
{
  g_autoptr (AmbListedPhoto) photo = g_list_model_get_item (G_LIST_MODEL (list), position);

  return amb_listed_photo_get_marks (photo);
}

static void
test_move (Fixture *self, gconstpointer data)
{
  g_autoptr (AmbPhotoList) list = NULL;
  guint n = 0;

  add (self, "a.jpg");
  add (self, "b.jpg");
  add (self, "c.jpg");
  list = open_all (self);
  wait_for_all (list);
  g_signal_connect_swapped (list, "notify::position", G_CALLBACK (count), &n);
  g_assert_cmpint (marks_of (list, 0), ==, AMB_LISTED_SHOWN);
  g_assert_false (amb_photo_list_can_move (list, -1));
  amb_photo_list_move (list, -1);
  g_assert_cmpuint (n, ==, 0);
  amb_photo_list_move (list, 1);
  g_assert_cmpuint (amb_photo_list_get_position (list), ==, 1);
  g_assert_cmpint (marks_of (list, 0), ==, AMB_LISTED_SEEN);
  g_assert_cmpint (marks_of (list, 1), ==, AMB_LISTED_SHOWN);
  amb_photo_list_set_position (list, 2);
  g_assert_false (amb_photo_list_can_move (list, 1));
  amb_photo_list_move (list, 1);
  amb_photo_list_set_position (list, 3);
  amb_photo_list_set_position (list, 2);
  g_assert_cmpuint (amb_photo_list_get_position (list), ==, 2);
  g_assert_cmpuint (n, ==, 2);
  amb_photo_list_set_position (list, 0);
  g_assert_cmpint (marks_of (list, 0), ==, AMB_LISTED_SHOWN | AMB_LISTED_SEEN);
}

/* A list that is given up does not grow any more. */
static void
test_stop (Fixture *self, gconstpointer data)
{
  g_autoptr (AmbPhotoList) list = NULL;
  gint64 end = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 5;

  add (self, "a.jpg");
  list = open_all (self);
  amb_photo_list_stop (list);
  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
}

static void
test_marks (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/photos/a.jpg");
  g_autoptr (AmbListedPhoto) photo = amb_listed_photo_new (file);
  guint n = 0;

  g_signal_connect_swapped (photo, "changed", G_CALLBACK (count), &n);
  amb_listed_photo_set_mark (photo, AMB_LISTED_EDITED, TRUE);
  amb_listed_photo_set_mark (photo, AMB_LISTED_EDITED, TRUE);
  amb_listed_photo_set_mark (photo, AMB_LISTED_SEEN, FALSE);
  g_assert_cmpuint (n, ==, 1);
  amb_listed_photo_set_trouble (photo, "“a.jpg” is empty.");
  amb_listed_photo_set_trouble (photo, "“a.jpg” is empty.");
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (amb_listed_photo_get_marks (photo), ==, AMB_LISTED_EDITED);
  amb_listed_photo_set_trouble (photo, NULL);
  g_assert_null (amb_listed_photo_get_trouble (photo));
  g_assert_cmpuint (n, ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/photo-list/order", Fixture, NULL, setup, test_order, teardown);
  g_test_add ("/app/photo-list/empty", Fixture, NULL, setup, test_empty, teardown);
  g_test_add ("/app/photo-list/move", Fixture, NULL, setup, test_move, teardown);
  g_test_add ("/app/photo-list/stop", Fixture, NULL, setup, test_stop, teardown);
  g_test_add_func ("/app/photo-list/marks", test_marks);
  return g_test_run ();
}
