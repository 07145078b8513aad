package dev.brama.kube;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives files their places in the order of reading such that they keep them.
///
/// Numbers are far apart, so that a new file finds room between its neighbours and no other object
/// has to change its age. Where the room is used up, all files get new numbers.
final class ReadingOrder {
    private static final long STRIDE = 1L << 40;

    private Map<String, Long> starts = Map.of();

    /// These files, in this order, each moved to its place.
    List<ParsedFile> place(List<ParsedFile> files) {
        List<Long> places = keptPlaces(files);
        if (!isAscending(files, places)) {
            places = freshPlaces(files);
        }
        Map<String, Long> next = HashMap.newHashMap(files.size());
        List<ParsedFile> placed = new ArrayList<>(files.size());
        for (int i = 0; i < files.size(); i++) {
            next.put(files.get(i).file(), places.get(i));
            placed.add(files.get(i).movedTo(places.get(i)));
        }
        starts = next;
        return placed;
    }

    /// New files are spread evenly over the room between those that have places.
    private List<Long> keptPlaces(List<ParsedFile> files) {
        List<Long> places = new ArrayList<>(files.size());
        long free = 0;
        int unplaced = 0;
        for (ParsedFile file : files) {
            Long start = starts.get(file.file());
            if (start == null) {
                unplaced++;
                continue;
            }
            spread(unplaced, free, (start - free) / (unplaced + 1), places);
            unplaced = 0;
            places.add(start);
            free = start + size(file);
        }
        spread(unplaced, free, STRIDE, places);
        return places;
    }

    private static void spread(int count, long from, long step, List<Long> places) {
        for (int i = 1; i <= count; i++) {
            places.add(from + step * i);
        }
    }

    private static boolean isAscending(List<ParsedFile> files, List<Long> places) {
        long free = 0;
        for (int i = 0; i < files.size(); i++) {
            if (places.get(i) < free) {
                return false;
            }
            free = places.get(i) + size(files.get(i));
        }
        return true;
    }

    private static List<Long> freshPlaces(List<ParsedFile> files) {
        List<Long> places = new ArrayList<>(files.size());
        long free = 0;
        for (ParsedFile file : files) {
            places.add(free + STRIDE);
            free += STRIDE + size(file);
        }
        return places;
    }

    private static long size(ParsedFile file) {
        return file.entries().size();
    }
}
